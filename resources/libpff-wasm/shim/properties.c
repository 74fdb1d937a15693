/* Packs every property of an item.
 *
 *   item     u32 number of record sets, then each:
 *   set      u32 number of properties, then each:
 *   property u16 identifier, u16 type ([MS-OXCDATA] 2.11.1), u8 flags, u32 size of the value in bytes,
 *            [named: 16 bytes GUID, u8 kind, u32 number, or u16 length and the name in UTF-8],
 *            [inline: the bytes of the value as the store holds them]
 *
 * Messages, folders and attachments have one record set; a recipient table has one for each recipient.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

#include "libpff_definitions.h"
#include "libpff_record_entry.h"

enum flag
{
	FLAG_INLINE     = 1,
	FLAG_NAMED      = 2,
	FLAG_UNREADABLE = 4
};

enum name_kind
{
	NAME_NUMBER = 0,
	NAME_TEXT   = 1
};

/* Packs the name of a named property and returns 1, or returns 0 when it has none that can be read. */
static int put_name( libpff_record_entry_t *entry )
{
	libcerror_error_t *error            = NULL;
	libpff_name_to_id_map_entry_t *name = NULL;
	size_t start                        = output_mark();
	size_t length                       = 0;
	uint8_t guid[ 16 ];
	uint8_t kind                        = 0;
	uint32_t number                     = 0;
	uint8_t *text                       = NULL;

	if( libpff_record_entry_get_name_to_id_map_entry( entry, &name, &error ) != 1 || name == NULL
	 || libpff_name_to_id_map_entry_get_guid( name, guid, sizeof( guid ), &error ) != 1
	 || libpff_name_to_id_map_entry_get_type( name, &kind, &error ) != 1 )
	{
		libcerror_error_free( &error );
		return 0;
	}
	put_bytes( guid, sizeof( guid ) );
	if( kind == LIBPFF_NAME_TO_ID_MAP_ENTRY_TYPE_NUMERIC
	 && libpff_name_to_id_map_entry_get_number( name, &number, &error ) == 1 )
	{
		put_u8( NAME_NUMBER );
		put_u32( number );
		return 1;
	}
	/* The size includes the end of string character. */
	if( kind == LIBPFF_NAME_TO_ID_MAP_ENTRY_TYPE_STRING
	 && libpff_name_to_id_map_entry_get_utf8_string_size( name, &length, &error ) == 1
	 && length > 0 && length <= UINT16_MAX )
	{
		put_u8( NAME_TEXT );
		put_u16( (uint16_t) ( length - 1 ) );
		text = put_space( length );
		if( text != NULL
		 && libpff_name_to_id_map_entry_get_utf8_string( name, text, length, &error ) == 1 )
		{
			output_truncate( output_mark() - 1 );
			return 1;
		}
	}
	libcerror_error_free( &error );
	output_truncate( start );
	return 0;
}

static void put_property( libpff_record_entry_t *entry, uint32_t type, uint32_t value_type, uint32_t inline_limit )
{
	libcerror_error_t *error = NULL;
	size_t flags_mark        = 0;
	size_t size              = 0;
	size_t value_mark        = 0;
	uint8_t *value           = NULL;
	uint8_t flags            = 0;

	put_u16( (uint16_t) type );
	put_u16( (uint16_t) value_type );
	flags_mark = output_mark();
	put_u8( 0 );
	/* libpff gives a value whose data it cannot find or read as an empty one, and notes it here only. */
	if( ( ( (libpff_internal_record_entry_t *) entry )->flags & LIBPFF_RECORD_ENTRY_FLAG_MISSING_DATA_DESCRIPTOR ) != 0
	 || libpff_record_entry_get_data_size( entry, &size, &error ) != 1 )
	{
		flags |= FLAG_UNREADABLE;
		size   = 0;
	}
	put_u32( (uint32_t) size );
	if( type >= 0x8000 && put_name( entry ) )
	{
		flags |= FLAG_NAMED;
	}
	if( ( flags & FLAG_UNREADABLE ) == 0 && size <= inline_limit )
	{
		value_mark = output_mark();
		value      = put_space( size );
		if( size == 0 || ( value != NULL && libpff_record_entry_get_data( entry, value, size, &error ) == 1 ) )
		{
			flags |= FLAG_INLINE;
		}
		else
		{
			flags |= FLAG_UNREADABLE;
			output_truncate( value_mark );
		}
	}
	libcerror_error_free( &error );
	output_patch_u8( flags_mark, flags );
}

static int put_record_set( libpff_item_t *item, int set_index, uint32_t inline_limit, libcerror_error_t **error )
{
	libpff_record_set_t *set = NULL;
	size_t count_mark        = output_mark();
	uint32_t packed          = 0;
	int entries              = 0;
	int result               = 1;

	put_u32( 0 );
	if( libpff_item_get_record_set_by_index( item, set_index, &set, error ) != 1 )
	{
		return -1;
	}
	if( libpff_record_set_get_number_of_entries( set, &entries, error ) != 1 )
	{
		result = -1;
	}
	for( int index = 0; index < entries; index++ )
	{
		libpff_record_entry_t *entry = NULL;
		libcerror_error_t *ignored   = NULL;
		uint32_t type                = 0;
		uint32_t value_type          = 0;

		/* An entry without a MAPI tag (a GUID table of the store itself) is none that a record could use, but it
		 * keeps its place so that indexes stay those of libpff. */
		if( libpff_record_set_get_entry_by_index( set, index, &entry, &ignored ) == 1
		 && libpff_record_entry_get_entry_type( entry, &type, &ignored ) == 1
		 && libpff_record_entry_get_value_type( entry, &value_type, &ignored ) == 1 )
		{
			put_property( entry, type, value_type, inline_limit );
		}
		else
		{
			put_u16( 0 );
			put_u16( 0 );
			put_u8( FLAG_UNREADABLE );
			put_u32( 0 );
		}
		libcerror_error_free( &ignored );
		if( entry != NULL )
		{
			libpff_record_entry_free( &entry, NULL );
		}
		packed++;
	}
	libpff_record_set_free( &set, NULL );
	output_patch_u32( count_mark, packed );
	return result;
}

int put_properties( libpff_item_t *item, uint32_t inline_limit, libcerror_error_t **error )
{
	size_t count_mark = output_mark();
	uint32_t packed   = 0;
	int sets          = 0;
	int result        = 1;

	put_u32( 0 );
	if( libpff_item_get_number_of_record_sets( item, &sets, error ) != 1 )
	{
		return -1;
	}
	for( int index = 0; index < sets && result == 1; index++ )
	{
		result = put_record_set( item, index, inline_limit, error );
		packed++;
	}
	output_patch_u32( count_mark, packed );
	return result;
}
