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

/* Units of STEP_BYTES in a slab, and the words whose bits tell of each whether a piece that is in use begins there. They
 * lie at the beginning of the slab and not in the pieces, where the evidence's bytes could look like them. */
#define UNITS ( SLAB_BYTES / STEP_BYTES )
#define WORDS ( UNITS / 32 )
#define HEAD_BYTES ( WORDS * sizeof( uint32_t ) )

/* A piece that is free. */
struct piece
{
	struct piece *next;
};

extern void *__real_malloc( size_t size );
extern void *__real_calloc( size_t count, size_t size );
extern void *__real_realloc( void *memory, size_t size );
extern void __real_free( void *memory );

/* The class of the pieces of each slab; 0: it is none. */
static uint8_t classes[ SLABS ];
static struct piece *available[ CLASSES ];
static int is_begun;

/* The word that holds the bit of a piece, and the bit. */
static uint32_t *word_of( const void *piece )
{
	uintptr_t slab = (uintptr_t) piece & ~(uintptr_t) ( SLAB_BYTES - 1 );

	return (uint32_t *) slab + ( ( (uintptr_t) piece - slab ) / STEP_BYTES ) / 32;
}

static uint32_t bit_of( const void *piece )
{
	return (uint32_t) 1 << ( ( (uintptr_t) piece / STEP_BYTES ) % 32 );
}

/* Giving back, or enlarging, what is not in use ends the instance instead of giving the same memory to two things. */
static void check_in_use( const void *piece )
{
	if( ( *word_of( piece ) & bit_of( piece ) ) == 0 )
	{
		__builtin_trap();
	}
}

/* Cuts a slab into pieces of a class. Returns 1, or 0 when there is no memory. */
static int cut_slab( size_t class )
{
	size_t size    = class * STEP_BYTES;
	uint8_t *slab  = NULL;
	uint8_t *first = NULL;
	uint8_t *piece = NULL;

	if( !is_begun )
	{
		/* The C library's allocator takes all memory that there is when it is first asked: it must be before any slab. */
		__real_free( __real_malloc( 1 ) );
		is_begun = 1;
	}
	/* New memory is zero: none of the pieces is in use. */
	slab = sbrk( (intptr_t) SLAB_BYTES );

	if( slab == (uint8_t *) -1 )
	{
		return 0;
	}
	classes[ (uintptr_t) slab >> SLAB_BITS ] = (uint8_t) class;
	first                                    = slab + HEAD_BYTES;
	for( piece = first + ( ( SLAB_BYTES - HEAD_BYTES ) / size - 1 ) * size; ; piece -= size )
	{
		struct piece *cut = (struct piece *) piece;

		cut->next          = available[ class ];
		available[ class ] = cut;
		if( piece == first )
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
	*word_of( piece ) |= bit_of( piece );
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
	check_in_use( piece );
	*word_of( piece ) &= ~bit_of( piece );
	piece->next        = available[ class ];
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
	check_in_use( memory );
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
