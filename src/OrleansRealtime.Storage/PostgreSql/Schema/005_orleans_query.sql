-- Where Microsoft Orleans' AdoNet storage looks for the statements it runs. The program writes its own (Statements/grain_*.sql) into it at
-- every start, so that an old database never keeps an old text.
CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);
