/* Decompression by the host, whose zlib is faster than libpff's own decoder.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

#include "libpff_host_inflate.h"

/* Blocks hold 64 KiB at most; a greater one is none that the host need see. */
#define LARGEST_BLOCK ( (size_t) 65536 )

int libpff_host_inflate( const uint8_t *compressed, size_t compressed_size, uint8_t *target, size_t size )
{
	if( compressed_size > LARGEST_BLOCK || size > LARGEST_BLOCK )
	{
		return 0;
	}
	return host_inflate( compressed, (int32_t) compressed_size, target, (int32_t) size ) == (int32_t) size;
}
