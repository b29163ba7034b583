-- Where Microsoft Orleans' AdoNet storage looks for the statements it runs. The program writes its own (Statements/grain_*.sql) into it at
-- every start, so that both engines run the same text and an old database never keeps an old one.
CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);
