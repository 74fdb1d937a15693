/* Growing the module's memory in steps of 4 MiB.
 *
 * The C library's allocator asks for 64 KiB at a time, and each growth costs the engine milliseconds: it detaches and
 * makes anew the array that the host sees. This takes the place of the library's own function.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#define WASM_PAGE_BYTES ( (uintptr_t) 65536 )
#define STEP_BYTES ( (uintptr_t) 4 << 20 )

/* The end of what the allocator has, and the end of the memory that there is. */
static uintptr_t break_end;
static uintptr_t memory_end;

void *sbrk( intptr_t increment )
{
	uintptr_t start = 0;

	if( break_end == 0 )
	{
		break_end  = __builtin_wasm_memory_size( 0 ) * WASM_PAGE_BYTES;
		memory_end = break_end;
	}
	/* The allocator only ever grows, by whole pages. */
	if( increment < 0 || ( (uintptr_t) increment % WASM_PAGE_BYTES ) != 0 || (uintptr_t) increment > UINTPTR_MAX - break_end )
	{
		errno = ENOMEM;
		return (void *) -1;
	}
	if( break_end + (uintptr_t) increment > memory_end )
	{
		uintptr_t needed = break_end + (uintptr_t) increment - memory_end;
		uintptr_t step   = needed > STEP_BYTES ? needed : STEP_BYTES;

		if( __builtin_wasm_memory_grow( 0, step / WASM_PAGE_BYTES ) == SIZE_MAX )
		{
			step = needed;
			if( __builtin_wasm_memory_grow( 0, step / WASM_PAGE_BYTES ) == SIZE_MAX )
			{
				errno = ENOMEM;
				return (void *) -1;
			}
		}
		memory_end += step;
	}
	start      = break_end;
	break_end += (uintptr_t) increment;
	return (void *) start;
}
