/* Opening the store, and what it says of itself.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

#include "libpff_file.h"
#include "libpff_io_handle.h"

static libbfio_handle_t *handle;
static libpff_file_t *file;
static uint32_t told_damaged_blocks;

libpff_file_t *open_file( void )
{
	return file;
}

uint32_t take_damaged_blocks( void )
{
	libpff_io_handle_t *io_handle = file == NULL ? NULL : ( (libpff_internal_file_t *) file )->io_handle;
	uint32_t count                = 0;

	if( io_handle != NULL )
	{
		count               = io_handle->number_of_damaged_blocks - told_damaged_blocks;
		told_damaged_blocks = io_handle->number_of_damaged_blocks;
	}
	return count;
}

/* Returns how many blocks were read that do not match their checksum, since anything was packed or this was asked last. */
EXPORT( pff_damaged_blocks ) int32_t pff_damaged_blocks( void )
{
	uint32_t count = take_damaged_blocks();

	return count > INT32_MAX ? INT32_MAX : (int32_t) count;
}

/* Opens the evidence of `size` bytes.
 * Packs: u8 content type ('p' PST, 'o' OST, 'a' PAB), u8 file type (32, 64 or 65 for 64-bit with 4 KiB pages),
 * u8 encryption (0 none, 1 compressible, 2 high), u8 whether libpff found damage. */
EXPORT( pff_open ) int32_t pff_open( double size )
{
	libcerror_error_t *error = NULL;
	uint8_t content          = 0;
	uint8_t type             = 0;
	uint8_t encryption       = 0;
	int damaged              = 0;

	output_reset();
	if( file != NULL || size < 0 )
	{
		return -1;
	}
	if( source_open( &handle, (uint64_t) size, &error ) != 1
	 || libpff_file_initialize( &file, &error ) != 1
	 || libpff_file_open_file_io_handle( file, handle, LIBPFF_OPEN_READ, &error ) != 1
	 || libpff_file_get_content_type( file, &content, &error ) != 1
	 || libpff_file_get_type( file, &type, &error ) != 1
	 || libpff_file_get_encryption_type( file, &encryption, &error ) != 1 )
	{
		return fail( &error );
	}
	damaged = libpff_file_is_corrupted( file, &error );
	libcerror_error_free( &error );
	put_u8( content );
	put_u8( type );
	put_u8( encryption );
	put_u8( damaged != 0 || take_damaged_blocks() != 0 );
	return 1;
}

/* Frees everything. The instance is not used again afterwards, so errors on the way out are of no interest. */
EXPORT( pff_close ) void pff_close( void )
{
	if( file != NULL )
	{
		libpff_file_close( file, NULL );
		libpff_file_free( &file, NULL );
	}
	if( handle != NULL )
	{
		libbfio_handle_free( &handle, NULL );
	}
}

/* Packs the properties of the message store ([MS-PST] 2.4.3). */
EXPORT( pff_store ) int32_t pff_store( uint32_t inline_limit )
{
	libcerror_error_t *error = NULL;
	libpff_item_t *store     = NULL;
	int result               = 0;

	output_reset();
	result = libpff_file_get_message_store( file, &store, &error );
	if( result == 1 )
	{
		result = put_properties( store, inline_limit, &error );
		libpff_item_free( &store, NULL );
	}
	return result < 0 ? fail( &error ) : result;
}

/* Opens an item anywhere in the store by its node identifier; the root folder for 0. Returns its handle or 0. */
EXPORT( pff_item_open ) libpff_item_t *pff_item_open( uint32_t identifier )
{
	libcerror_error_t *error = NULL;
	libpff_item_t *item      = NULL;
	int result               = 0;

	output_reset();
	if( identifier == 0 )
	{
		result = libpff_file_get_root_folder( file, &item, &error );
	}
	else
	{
		result = libpff_file_get_item_by_identifier( file, identifier, &item, &error );
	}
	if( result < 0 )
	{
		fail( &error );
	}
	return result == 1 ? item : NULL;
}

EXPORT( pff_item_free ) void pff_item_free( libpff_item_t *item )
{
	libcerror_error_t *error = NULL;

	if( item != NULL && libpff_item_free( &item, &error ) != 1 )
	{
		libcerror_error_free( &error );
	}
}
