/* The boundary between libpff and its host: what the module imports, what it exports, and the state of the one open
 * store. A module instance opens one store in its life, so that nothing of one store can leak into another.
 *
 * Results travel packed in one output buffer per call (output.c); integers are little-endian, as WebAssembly is.
 * Functions return 1 for success, 0 for "not there" and -1 for an error whose text `pff_error` gives.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#ifndef LIBPFF_WASM_SHIM_H
#define LIBPFF_WASM_SHIM_H

#include <common.h>
#include <types.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libpff.h>

#include "libpff_libbfio.h"
#include "libpff_libcerror.h"

#define EXPORT( name ) __attribute__(( export_name( #name ) ))
#define IMPORT( name ) __attribute__(( import_module( "host" ), import_name( #name ) ))

/* Reads up to `length` bytes of the evidence from `offset` (a double holds every file size exactly) to `target`.
 * Returns the number of bytes, fewer only at the end of the file, or -1 when the medium failed. */
IMPORT( read ) int32_t host_read( double offset, uint8_t *target, int32_t length );

/* Decompresses data in zlib format of which `size` bytes come out. Returns the number of bytes, or -1 when the host has no
 * decoder or the data is damaged. */
IMPORT( inflate ) int32_t host_inflate( const uint8_t *compressed, int32_t compressed_size, uint8_t *target, int32_t size );

/* source.c: the evidence as a libbfio handle with a cache of 64 KiB pages that belongs to the handle. */
int source_open( libbfio_handle_t **handle, uint64_t size_bytes, libcerror_error_t **error );

/* output.c: the packed result of the current call, and the text of its first error. */
void output_reset( void );
void put_u8( uint8_t value );
void put_u16( uint16_t value );
void put_u32( uint32_t value );
void put_bytes( const void *bytes, size_t size );
uint8_t *put_space( size_t size );
size_t output_mark( void );
void output_patch_u8( size_t mark, uint8_t value );
void output_patch_u32( size_t mark, uint32_t value );
void output_truncate( size_t mark );
int fail( libcerror_error_t **error );
void put_trouble( uint8_t part, libcerror_error_t **error );
void put_damaged_blocks( void );

/* Parts of an item that a trouble record (`put_trouble`) names. */
enum part
{
	PART_PROPERTIES  = 1,
	PART_RECIPIENTS  = 2,
	PART_ATTACHMENTS = 3,
	PART_SUBFOLDERS  = 4,
	PART_MESSAGES    = 5,
	PART_ASSOCIATED  = 6,
	PART_BLOCKS      = 7
};

/* properties.c: every property of an item, packed. Values longer than `inline_limit` bytes are only announced. */
int put_properties( libpff_item_t *item, uint32_t inline_limit, libcerror_error_t **error );

/* store.c: the open file, and how many blocks were read since the last call that do not match their checksum. */
libpff_file_t *open_file( void );
uint32_t take_damaged_blocks( void );

#endif
