/* Memory for small things.
 *
 * libpff asks for millions of pieces of a few dozen bytes and gives them back soon; the C library's allocator took a
 * tenth of the time of reading a store. Here pieces of up to 512 bytes come from lists of pieces of the same size, which
 * are cut from slabs of 64 KiB; a table tells for each slab how large its pieces are, so that a piece needs no head.
 * Slabs are never given back: the instance dies with its store. Larger pieces are the C library's affair.
 *
 * The linker puts these functions in the place of malloc, calloc, realloc and free (--wrap).
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define SLAB_BITS 16
#define SLAB_BYTES ( (size_t) 1 << SLAB_BITS )
#define STEP_BYTES ( (size_t) 16 )
#define LARGEST_PIECE ( (size_t) 512 )
#define CLASSES ( LARGEST_PIECE / STEP_BYTES + 1 )
/* As many as there are in the 4 GiB that an address reaches. */
#define SLABS ( (size_t) 65536 )

/* A piece that is free. The mark shows that it is one, so that giving it back twice ends the instance instead of
 * giving the same memory to two things. */
struct piece
{
	struct piece *next;
	uintptr_t mark;
};

#define MARK( piece ) ( (uintptr_t) ( piece ) ^ (uintptr_t) 0x9e3779b9 )

extern void *__real_malloc( size_t size );
extern void *__real_calloc( size_t count, size_t size );
extern void *__real_realloc( void *memory, size_t size );
extern void __real_free( void *memory );

/* The class of the pieces of each slab; 0: it is none. */
static uint8_t classes[ SLABS ];
static struct piece *available[ CLASSES ];

/* Cuts a slab into pieces of a class. Returns 1, or 0 when there is no memory. */
static int cut_slab( size_t class )
{
	size_t size    = class * STEP_BYTES;
	uint8_t *slab  = sbrk( (intptr_t) SLAB_BYTES );
	uint8_t *piece = NULL;

	if( slab == (uint8_t *) -1 )
	{
		return 0;
	}
	classes[ (uintptr_t) slab >> SLAB_BITS ] = (uint8_t) class;
	for( piece = slab + ( SLAB_BYTES / size - 1 ) * size; ; piece -= size )
	{
		struct piece *cut = (struct piece *) piece;

		cut->next          = available[ class ];
		cut->mark          = MARK( cut );
		available[ class ] = cut;
		if( piece == slab )
		{
			return 1;
		}
	}
}

void *__wrap_malloc( size_t size )
{
	size_t class        = ( size + STEP_BYTES - 1 ) / STEP_BYTES;
	struct piece *piece = NULL;

	if( size > LARGEST_PIECE )
	{
		return __real_malloc( size );
	}
	if( class == 0 )
	{
		class = 1;
	}
	if( available[ class ] == NULL && !cut_slab( class ) )
	{
		return __real_malloc( size );
	}
	piece              = available[ class ];
	available[ class ] = piece->next;
	piece->mark        = 0;
	return piece;
}

void *__wrap_calloc( size_t count, size_t size )
{
	void *memory = NULL;

	if( size != 0 && count > LARGEST_PIECE / size )
	{
		return __real_calloc( count, size );
	}
	memory = __wrap_malloc( count * size );
	if( memory != NULL )
	{
		memset( memory, 0, count * size );
	}
	return memory;
}

void __wrap_free( void *memory )
{
	struct piece *piece = memory;
	size_t class        = classes[ (uintptr_t) memory >> SLAB_BITS ];

	if( class == 0 )
	{
		__real_free( memory );
		return;
	}
	if( piece->mark == MARK( piece ) )
	{
		__builtin_trap();
	}
	piece->next        = available[ class ];
	piece->mark        = MARK( piece );
	available[ class ] = piece;
}

void *__wrap_realloc( void *memory, size_t size )
{
	size_t held  = classes[ (uintptr_t) memory >> SLAB_BITS ] * STEP_BYTES;
	void *larger = NULL;

	if( memory == NULL )
	{
		return __wrap_malloc( size );
	}
	if( held == 0 )
	{
		return __real_realloc( memory, size );
	}
	if( size <= held )
	{
		return memory;
	}
	larger = __wrap_malloc( size );
	if( larger != NULL )
	{
		memcpy( larger, memory, held );
		__wrap_free( memory );
	}
	return larger;
}
