-- How often a process has taken over a service. The lock that says who serves it now ends with its connection; by this number a process
-- that gets the lock back sees whether another had it in between.
CREATE TABLE IF NOT EXISTS ServiceOwner
(
    ServiceId  text COLLATE "C" NOT NULL PRIMARY KEY,
    Generation bigint           NOT NULL,
    TakenAt    bigint           NOT NULL
);
