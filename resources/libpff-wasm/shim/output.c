/* The packed result of the current call, and the text of its first error.
 *
 * The buffer is kept between calls. The host copies what it needs before it calls again.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

#include <stdio.h>

#define ERROR_TEXT_SIZE 4096
/* A buffer grown beyond this by one huge value is given back before the next call. */
#define KEPT_CAPACITY ( (size_t) 8 << 20 )

static uint8_t *output;
static size_t output_length;
static size_t output_capacity;
static int output_overflow;
static char error_text[ ERROR_TEXT_SIZE ];

EXPORT( pff_output ) const uint8_t *pff_output( void )
{
	return output;
}

/* The number of packed bytes, or -1 when memory ran out while packing. */
EXPORT( pff_output_length ) int32_t pff_output_length( void )
{
	return output_overflow ? -1 : (int32_t) output_length;
}

/* The error text of the last call, NUL-terminated; empty when nothing failed. */
EXPORT( pff_error ) const char *pff_error( void )
{
	return error_text;
}

void output_reset( void )
{
	if( output_capacity > KEPT_CAPACITY )
	{
		free( output );
		output          = NULL;
		output_capacity = 0;
	}
	output_length   = 0;
	output_overflow = 0;
	error_text[ 0 ] = 0;
}

uint8_t *put_space( size_t size )
{
	uint8_t *space = NULL;

	if( size > (size_t) INT32_MAX - output_length )
	{
		output_overflow = 1;
		return NULL;
	}
	if( output_length + size > output_capacity )
	{
		size_t capacity = output_capacity < 65536 ? 65536 : output_capacity;
		uint8_t *grown  = NULL;

		while( capacity < output_length + size )
		{
			capacity *= 2;
		}
		grown = realloc( output, capacity );
		if( grown == NULL )
		{
			output_overflow = 1;
			return NULL;
		}
		output          = grown;
		output_capacity = capacity;
	}
	space          = output + output_length;
	output_length += size;
	return space;
}

void put_bytes( const void *bytes, size_t size )
{
	uint8_t *space = put_space( size );

	if( space != NULL && size > 0 )
	{
		memcpy( space, bytes, size );
	}
}

void put_u8( uint8_t value )
{
	put_bytes( &value, sizeof( value ) );
}

void put_u16( uint16_t value )
{
	put_bytes( &value, sizeof( value ) );
}

void put_u32( uint32_t value )
{
	put_bytes( &value, sizeof( value ) );
}

/* The present end of the output, to come back to with `output_patch_…` or `output_truncate`. */
size_t output_mark( void )
{
	return output_length;
}

void output_patch_u8( size_t mark, uint8_t value )
{
	if( !output_overflow && mark < output_length )
	{
		output[ mark ] = value;
	}
}

void output_patch_u32( size_t mark, uint32_t value )
{
	if( !output_overflow && mark + sizeof( value ) <= output_length )
	{
		memcpy( output + mark, &value, sizeof( value ) );
	}
}

void output_truncate( size_t mark )
{
	if( mark <= output_length )
	{
		output_length = mark;
	}
}

/* Keeps the backtrace of the first error of a call, frees the error, and returns -1. */
int fail( libcerror_error_t **error )
{
	if( *error != NULL )
	{
		if( error_text[ 0 ] == 0 )
		{
			libcerror_error_backtrace_sprint( *error, error_text, sizeof( error_text ) - 1 );
		}
		libcerror_error_free( error );
	}
	return -1;
}

static void put_trouble_text( uint8_t part, const char *text )
{
	put_u8( part );
	put_u16( (uint16_t) strlen( text ) );
	put_bytes( text, strlen( text ) );
}

/* Packs a trouble that cost a part of an item only: part, length of the text, text. Part 0 ends the list. */
void put_trouble( uint8_t part, libcerror_error_t **error )
{
	char text[ 1024 ];

	text[ 0 ] = 0;
	if( *error != NULL )
	{
		libcerror_error_backtrace_sprint( *error, text, sizeof( text ) - 1 );
		libcerror_error_free( error );
	}
	put_trouble_text( part, text );
}

/* Packs a trouble when blocks that were read for this item do not match their checksum: libpff takes them as they are. */
void put_damaged_blocks( void )
{
	uint32_t count = take_damaged_blocks();
	char text[ 96 ];

	if( count > 0 )
	{
		snprintf( text, sizeof( text ), "%u blocks do not match their checksum.", (unsigned) count );
		put_trouble_text( PART_BLOCKS, text );
	}
}
