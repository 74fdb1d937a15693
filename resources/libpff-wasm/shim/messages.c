/* Messages: properties, recipients, attachments and the messages attached to them.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

/* Attachment types as `pff_attachment` packs them. */
enum attachment_type
{
	ATTACHMENT_UNKNOWN   = 0,
	ATTACHMENT_DATA      = 1,
	ATTACHMENT_MESSAGE   = 2,
	ATTACHMENT_REFERENCE = 3
};

/* Packs u32 node identifier, u32 number of attachments (UINT32_MAX: unreadable), the properties, the recipients (as
 * record sets, none when there is no table), and the troubles. */
EXPORT( pff_message ) int32_t pff_message( libpff_item_t *message, uint32_t inline_limit )
{
	libcerror_error_t *error            = NULL;
	libcerror_error_t *recipients_error = NULL;
	libcerror_error_t *attachment_error = NULL;
	libpff_item_t *recipients           = NULL;
	uint32_t identifier                 = 0;
	int attachments                     = 0;
	size_t recipients_mark              = 0;

	output_reset();
	if( libpff_item_get_identifier( message, &identifier, &error ) != 1 )
	{
		return fail( &error );
	}
	put_u32( identifier );
	if( libpff_message_get_number_of_attachments( message, &attachments, &attachment_error ) != 1 )
	{
		attachments = -1;
	}
	put_u32( (uint32_t) attachments );
	if( put_properties( message, inline_limit, &error ) != 1 )
	{
		libcerror_error_free( &attachment_error );
		return fail( &error );
	}
	recipients_mark = output_mark();
	if( libpff_message_get_recipients( message, &recipients, &recipients_error ) != 1
	 || put_properties( recipients, inline_limit, &recipients_error ) != 1 )
	{
		output_truncate( recipients_mark );
		put_u32( 0 );
	}
	if( recipients != NULL )
	{
		libpff_item_free( &recipients, NULL );
	}
	if( recipients_error != NULL )
	{
		put_trouble( PART_RECIPIENTS, &recipients_error );
	}
	if( attachment_error != NULL )
	{
		put_trouble( PART_ATTACHMENTS, &attachment_error );
	}
	put_damaged_blocks();
	put_u8( 0 );
	return 1;
}

/* Opens an attachment, counted from 0. Returns its handle or 0. */
EXPORT( pff_attachment_open ) libpff_item_t *pff_attachment_open( libpff_item_t *message, int32_t index )
{
	libcerror_error_t *error  = NULL;
	libpff_item_t *attachment = NULL;

	output_reset();
	if( libpff_message_get_attachment( message, index, &attachment, &error ) != 1 )
	{
		fail( &error );
		return NULL;
	}
	return attachment;
}

/* Packs u8 type, u8 whether the size is known, u32 size of the data in bytes, the properties, and the troubles. */
EXPORT( pff_attachment ) int32_t pff_attachment( libpff_item_t *attachment, uint32_t inline_limit )
{
	libcerror_error_t *error = NULL;
	int type                 = 0;
	size64_t size            = 0;
	uint8_t is_known         = 0;
	uint8_t packed_type      = ATTACHMENT_UNKNOWN;

	output_reset();
	if( libpff_attachment_get_type( attachment, &type, &error ) == 1 )
	{
		packed_type = type == LIBPFF_ATTACHMENT_TYPE_DATA ? ATTACHMENT_DATA
		            : type == LIBPFF_ATTACHMENT_TYPE_ITEM ? ATTACHMENT_MESSAGE
		            : type == LIBPFF_ATTACHMENT_TYPE_REFERENCE ? ATTACHMENT_REFERENCE
		            : ATTACHMENT_UNKNOWN;
	}
	libcerror_error_free( &error );
	if( packed_type == ATTACHMENT_DATA )
	{
		is_known = libpff_attachment_get_data_size( attachment, &size, &error ) == 1 && size <= UINT32_MAX;
		libcerror_error_free( &error );
	}
	put_u8( packed_type );
	put_u8( is_known );
	put_u32( is_known ? (uint32_t) size : 0 );
	if( put_properties( attachment, inline_limit, &error ) != 1 )
	{
		return fail( &error );
	}
	put_damaged_blocks();
	put_u8( 0 );
	return 1;
}

/* Packs up to `length` bytes of the attachment's data from `offset`; none at its end. */
EXPORT( pff_attachment_read ) int32_t pff_attachment_read( libpff_item_t *attachment, uint32_t offset, uint32_t length )
{
	libcerror_error_t *error = NULL;
	uint8_t *space           = NULL;
	ssize_t count            = 0;

	output_reset();
	space = put_space( length );
	if( space == NULL )
	{
		return -1;
	}
	if( libpff_attachment_data_seek_offset( attachment, (off64_t) offset, SEEK_SET, &error ) < 0 )
	{
		output_truncate( 0 );
		return fail( &error );
	}
	count = libpff_attachment_data_read_buffer( attachment, space, length, &error );
	if( count < 0 || (size_t) count > length )
	{
		output_truncate( 0 );
		return fail( &error );
	}
	output_truncate( (size_t) count );
	return 1;
}

/* Opens the message that an attachment holds. It must be freed before the attachment. Returns its handle or 0. */
EXPORT( pff_attached_message_open ) libpff_item_t *pff_attached_message_open( libpff_item_t *attachment )
{
	libcerror_error_t *error = NULL;
	libpff_item_t *message   = NULL;

	output_reset();
	if( libpff_attachment_get_item( attachment, &message, &error ) != 1 )
	{
		fail( &error );
		return NULL;
	}
	return message;
}

/* Packs up to `length` bytes of a property's value from `offset`: for values longer than the inline limit. The set and
 * property are given by their places in what `put_properties` packed. */
EXPORT( pff_value_read ) int32_t pff_value_read( libpff_item_t *item, int32_t set_index, int32_t index, uint32_t offset, uint32_t length )
{
	libcerror_error_t *error     = NULL;
	libpff_record_set_t *set     = NULL;
	libpff_record_entry_t *entry = NULL;
	uint8_t *space               = NULL;
	ssize_t count                = -1;

	output_reset();
	space = put_space( length );
	if( space != NULL
	 && libpff_item_get_record_set_by_index( item, set_index, &set, &error ) == 1
	 && libpff_record_set_get_entry_by_index( set, index, &entry, &error ) == 1
	 && libpff_record_entry_seek_offset( entry, (off64_t) offset, SEEK_SET, &error ) >= 0 )
	{
		count = libpff_record_entry_read_buffer( entry, space, length, &error );
	}
	output_truncate( count < 0 ? 0 : (size_t) count );
	if( entry != NULL )
	{
		libpff_record_entry_free( &entry, NULL );
	}
	if( set != NULL )
	{
		libpff_record_set_free( &set, NULL );
	}
	return count < 0 ? fail( &error ) : 1;
}
