-- Which of the numbered files of this folder have been applied. The greatest number is the database's version:
-- a program that knows fewer files refuses to open it.
CREATE TABLE IF NOT EXISTS SchemaVersion
(
    Version   integer NOT NULL PRIMARY KEY,
    Name      text    NOT NULL,
    AppliedAt bigint  NOT NULL -- Unix time in milliseconds, as every time in this database
);
