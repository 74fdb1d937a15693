/**
 * Format `sqlite`: databases of mail programs, read by SQLite itself from a private copy with their logs.
 *
 * What a program keeps in its tables is told by schemas (`DatabaseSchema`), which lie with the formats of that program.
 */
export { SqliteDamage, type SqliteDatabase, type SqliteRow, type SqliteValue, type TableQuery } from './open-database.ts';
export { readTable, rowLocator, type TableReading } from './read-table.ts';
export { sqliteLogReader, sqliteReader, type DatabaseSchema } from './sqlite-reader.ts';
