-- Which contract the cluster that serves a service speaks: a process that speaks another does not join it.
ALTER TABLE ServiceCluster ADD COLUMN IF NOT EXISTS Contract integer NOT NULL DEFAULT 1;
