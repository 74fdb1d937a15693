/* The evidence as a libbfio handle: positioned reads through the host, with a cache of 64 KiB pages.
 *
 * libpff reads pages of 512 or 4096 bytes scattered over the file; asking the host for 64 KiB at a time saves most of
 * the crossings. The cache is part of the handle and dies with it.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

#define CACHE_PAGE_BITS 16
#define CACHE_PAGE_BYTES ( (uint64_t) 1 << CACHE_PAGE_BITS )
/* 256 pages are 16 MiB at most; direct mapping keeps a lookup at one comparison. */
#define CACHE_PAGES 256

struct page
{
	uint64_t number;
	uint32_t length;
	uint8_t *bytes;
};

struct source
{
	uint64_t position;
	uint64_t size;
	int is_open;
	struct page pages[ CACHE_PAGES ];
};

static const struct page *page_of( struct source *source, uint64_t number )
{
	struct page *page = &source->pages[ number % CACHE_PAGES ];
	int32_t count     = 0;

	if( page->bytes != NULL && page->number == number )
	{
		return page;
	}
	if( page->bytes == NULL )
	{
		page->bytes = malloc( (size_t) CACHE_PAGE_BYTES );
		if( page->bytes == NULL )
		{
			return NULL;
		}
	}
	/* Until the read succeeds the slot must not pass for the page it held before. */
	page->number = UINT64_MAX;
	count        = host_read( (double) ( number << CACHE_PAGE_BITS ), page->bytes, (int32_t) CACHE_PAGE_BYTES );
	if( count < 0 || (uint64_t) count > CACHE_PAGE_BYTES )
	{
		return NULL;
	}
	page->number = number;
	page->length = (uint32_t) count;
	return page;
}

static ssize_t source_read( intptr_t *handle, uint8_t *buffer, size_t size, libcerror_error_t **error )
{
	struct source *source = (struct source *) handle;
	size_t done           = 0;

	while( done < size && source->position < source->size )
	{
		const struct page *page = page_of( source, source->position >> CACHE_PAGE_BITS );
		uint32_t within         = (uint32_t) ( source->position & ( CACHE_PAGE_BYTES - 1 ) );
		size_t count            = 0;

		if( page == NULL )
		{
			libcerror_error_set( error, LIBCERROR_ERROR_DOMAIN_IO, LIBCERROR_IO_ERROR_READ_FAILED,
			 "source_read: the medium gave no bytes." );
			return -1;
		}
		if( within >= page->length )
		{
			break;
		}
		count = page->length - within;
		if( count > size - done )
		{
			count = size - done;
		}
		memcpy( buffer + done, page->bytes + within, count );
		done             += count;
		source->position += count;
	}
	return (ssize_t) done;
}

static off64_t source_seek( intptr_t *handle, off64_t offset, int whence, libcerror_error_t **error )
{
	struct source *source = (struct source *) handle;
	off64_t base          = 0;

	if( whence == SEEK_CUR )
	{
		base = (off64_t) source->position;
	}
	else if( whence == SEEK_END )
	{
		base = (off64_t) source->size;
	}
	if( offset < -base || offset > INT64_MAX - base )
	{
		libcerror_error_set( error, LIBCERROR_ERROR_DOMAIN_IO, LIBCERROR_IO_ERROR_SEEK_FAILED,
		 "source_seek: offset out of bounds." );
		return -1;
	}
	source->position = (uint64_t) ( base + offset );
	return base + offset;
}

static int source_start( intptr_t *handle, int access_flags, libcerror_error_t **error )
{
	struct source *source = (struct source *) handle;

	(void) error;
	(void) access_flags;
	source->position = 0;
	source->is_open  = 1;
	return 1;
}

static int source_stop( intptr_t *handle, libcerror_error_t **error )
{
	(void) error;
	( (struct source *) handle )->is_open = 0;
	return 0;
}

static int source_exists( intptr_t *handle, libcerror_error_t **error )
{
	(void) handle;
	(void) error;
	return 1;
}

static int source_is_open( intptr_t *handle, libcerror_error_t **error )
{
	(void) error;
	return ( (struct source *) handle )->is_open;
}

static int source_size( intptr_t *handle, size64_t *size, libcerror_error_t **error )
{
	(void) error;
	*size = ( (struct source *) handle )->size;
	return 1;
}

static ssize_t source_write( intptr_t *handle, const uint8_t *buffer, size_t size, libcerror_error_t **error )
{
	(void) handle;
	(void) buffer;
	(void) size;
	libcerror_error_set( error, LIBCERROR_ERROR_DOMAIN_IO, LIBCERROR_IO_ERROR_WRITE_FAILED,
	 "source_write: evidence is never written." );
	return -1;
}

static int source_free( intptr_t **handle, libcerror_error_t **error )
{
	struct source *source = (struct source *) *handle;

	(void) error;
	if( source != NULL )
	{
		for( int slot = 0; slot < CACHE_PAGES; slot++ )
		{
			free( source->pages[ slot ].bytes );
		}
		free( source );
		*handle = NULL;
	}
	return 1;
}

/* libpff never clones the handle of its file; a second handle on the same cache would free it twice. */
static int source_clone( intptr_t **destination, intptr_t *origin, libcerror_error_t **error )
{
	(void) destination;
	(void) origin;
	libcerror_error_set( error, LIBCERROR_ERROR_DOMAIN_RUNTIME, LIBCERROR_RUNTIME_ERROR_COPY_FAILED,
	 "source_clone: the handle belongs to one file." );
	return -1;
}

int source_open( libbfio_handle_t **handle, uint64_t size_bytes, libcerror_error_t **error )
{
	struct source *source = calloc( 1, sizeof( struct source ) );

	if( source == NULL )
	{
		libcerror_error_set( error, LIBCERROR_ERROR_DOMAIN_MEMORY, LIBCERROR_MEMORY_ERROR_INSUFFICIENT,
		 "source_open: out of memory." );
		return -1;
	}
	source->size = size_bytes;
	if( libbfio_handle_initialize(
	     handle, (intptr_t *) source,
	     source_free, source_clone, source_start, source_stop,
	     source_read, source_write, source_seek,
	     source_exists, source_is_open, source_size,
	     LIBBFIO_FLAG_IO_HANDLE_MANAGED | LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_FUNCTION, error ) != 1 )
	{
		free( source );
		return -1;
	}
	return 1;
}
