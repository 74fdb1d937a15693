/* Items that no folder leads to.
 *
 * SPDX-License-Identifier: LGPL-3.0-or-later
 */
#include "shim.h"

/* Also the host's `StrayKind`. */
enum stray
{
	STRAY_ORPHAN    = 0,
	STRAY_RECOVERED = 1
};

/* Looks for deleted items; once for an open store. Flags: 1 reads the whole file, whatever is allocated; 2 looks for
 * blocks without an index entry, too. */
EXPORT( pff_recover ) int32_t pff_recover( uint32_t flags )
{
	libcerror_error_t *error = NULL;

	output_reset();
	return libpff_file_recover_items( open_file(), (uint8_t) flags, &error ) == 1 ? 1 : fail( &error );
}

/* Packs u32 number of items of a kind. */
EXPORT( pff_strays ) int32_t pff_strays( uint32_t kind )
{
	libcerror_error_t *error = NULL;
	int count                = 0;
	int result               = 0;

	output_reset();
	result = kind == STRAY_ORPHAN ? libpff_file_get_number_of_orphan_items( open_file(), &count, &error )
	                              : libpff_file_get_number_of_recovered_items( open_file(), &count, &error );
	if( result != 1 )
	{
		return fail( &error );
	}
	put_u32( (uint32_t) count );
	return 1;
}

/* Opens an item of a kind. Returns its handle or 0. */
EXPORT( pff_stray_open ) libpff_item_t *pff_stray_open( uint32_t kind, int32_t index )
{
	libcerror_error_t *error = NULL;
	libpff_item_t *item      = NULL;
	int result               = 0;

	output_reset();
	result = kind == STRAY_ORPHAN ? libpff_file_get_orphan_item_by_index( open_file(), index, &item, &error )
	                              : libpff_file_get_recovered_item_by_index( open_file(), index, &item, &error );
	if( result != 1 )
	{
		fail( &error );
		return NULL;
	}
	return item;
}
