/* Folders: their properties and what their tables list.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

#include "libpff_folder.h"
#include "libpff_item.h"
#include "libpff_mapi.h"

/* The tables of a folder ([MS-PST] 2.4.4.4 and following); also the host's `ContentsKind`. */
enum contents
{
	CONTENTS_FOLDERS    = 0,
	CONTENTS_MESSAGES   = 1,
	CONTENTS_ASSOCIATED = 2
};

/* Reads the table of the given kind, if need be, and returns its row count or -1. */
static int count_of( libpff_item_t *folder, uint32_t kind, libcerror_error_t **error )
{
	int count  = 0;
	int result = -1;

	switch( kind )
	{
		case CONTENTS_FOLDERS:
			result = libpff_folder_get_number_of_sub_folders( folder, &count, error );
			break;
		case CONTENTS_MESSAGES:
			result = libpff_folder_get_number_of_sub_messages( folder, &count, error );
			break;
		case CONTENTS_ASSOCIATED:
			result = libpff_folder_get_number_of_sub_associated_contents( folder, &count, error );
			break;
	}
	return result == 1 ? count : -1;
}

/* Packs u32 node identifier, u32 rows of each of the three tables (UINT32_MAX: unreadable), the troubles, and the
 * folder's properties. */
EXPORT( pff_folder ) int32_t pff_folder( libpff_item_t *folder, uint32_t inline_limit )
{
	static const uint8_t parts[ 3 ] = { PART_SUBFOLDERS, PART_MESSAGES, PART_ASSOCIATED };
	libcerror_error_t *errors[ 3 ]  = { NULL, NULL, NULL };
	libcerror_error_t *error        = NULL;
	uint32_t identifier             = 0;

	output_reset();
	if( libpff_item_get_identifier( folder, &identifier, &error ) != 1 )
	{
		return fail( &error );
	}
	put_u32( identifier );
	for( uint32_t kind = 0; kind < 3; kind++ )
	{
		put_u32( (uint32_t) count_of( folder, kind, &errors[ kind ] ) );
	}
	for( uint32_t kind = 0; kind < 3; kind++ )
	{
		if( errors[ kind ] != NULL )
		{
			put_trouble( parts[ kind ], &errors[ kind ] );
		}
	}
	put_damaged_blocks();
	put_u8( 0 );
	return put_properties( folder, inline_limit, &error ) == 1 ? 1 : fail( &error );
}

/* Packs the node identifier of every row of the table of the given kind (u32 each; 0 for a row whose identifier cannot
 * be read). It is known before the item is opened, so that a lost item has a name. */
EXPORT( pff_contents ) int32_t pff_contents( libpff_item_t *folder, uint32_t kind )
{
	libpff_internal_item_t *internal = (libpff_internal_item_t *) folder;
	libpff_item_values_t *table      = NULL;
	libcerror_error_t *error         = NULL;
	int count                        = 0;

	output_reset();
	count = count_of( folder, kind, &error );
	if( count < 0 )
	{
		take_damaged_blocks();
		return fail( &error );
	}
	table = internal->sub_item_values[ kind ];
	for( int row = 0; row < count && table != NULL; row++ )
	{
		libpff_record_entry_t *entry = NULL;
		uint32_t identifier          = 0;

		if( libpff_item_values_get_record_entry_by_type(
		     table, internal->internal_file->name_to_id_map_list, internal->internal_file->io_handle,
		     internal->file_io_handle, internal->internal_file->offsets_index, row,
		     LIBPFF_ENTRY_TYPE_SUB_ITEM_IDENTIFIER, LIBPFF_VALUE_TYPE_INTEGER_32BIT_SIGNED, &entry, 0, &error ) != 1
		 || libpff_record_entry_get_data_as_32bit_integer( entry, &identifier, &error ) != 1 )
		{
			libcerror_error_free( &error );
			identifier = 0;
		}
		put_u32( identifier );
	}
	/* What is wrong with the table was told with the folder; the item that is opened next has no part in it. */
	take_damaged_blocks();
	return 1;
}

/* Opens the item of a row. Returns its handle or 0. */
EXPORT( pff_contents_open ) libpff_item_t *pff_contents_open( libpff_item_t *folder, uint32_t kind, int32_t row )
{
	libcerror_error_t *error = NULL;
	libpff_item_t *item      = NULL;
	int result               = -1;

	output_reset();
	switch( kind )
	{
		case CONTENTS_FOLDERS:
			result = libpff_folder_get_sub_folder( folder, row, &item, &error );
			break;
		case CONTENTS_MESSAGES:
			result = libpff_folder_get_sub_message( folder, row, &item, &error );
			break;
		case CONTENTS_ASSOCIATED:
			result = libpff_folder_get_sub_associated_content( folder, row, &item, &error );
			break;
	}
	if( result != 1 )
	{
		fail( &error );
		return NULL;
	}
	return item;
}
