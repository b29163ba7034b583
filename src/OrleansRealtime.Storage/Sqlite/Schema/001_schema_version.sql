-- Which of the numbered files of this folder have been applied. The greatest number is the database's version:
-- a program that knows fewer files refuses to open it.
CREATE TABLE IF NOT EXISTS SchemaVersion
(
    Version   INTEGER NOT NULL PRIMARY KEY,
    Name      TEXT    NOT NULL,
    AppliedAt INTEGER NOT NULL -- Unix time in milliseconds, as every time in this database
);
