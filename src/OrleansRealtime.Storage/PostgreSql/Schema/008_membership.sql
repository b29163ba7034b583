-- Who is in the cluster, as Orleans' AdoNet clustering asks for it (Statements/membership_*.sql); the names are those that Orleans' own
-- documents use. A cluster's version goes up by one with every change of its members, and each change names the version that it is based on:
-- of two at once, one is made and the other is decided anew.
CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable
(
    DeploymentId text COLLATE "C" NOT NULL PRIMARY KEY, -- the cluster's id
    Timestamp    timestamptz      NOT NULL DEFAULT clock_timestamp(),
    Version      integer          NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS OrleansMembershipTable
(
    DeploymentId text COLLATE "C" NOT NULL REFERENCES OrleansMembershipVersionTable (DeploymentId),
    Address      text COLLATE "C" NOT NULL,
    Port         integer          NOT NULL,
    Generation   integer          NOT NULL,
    SiloName     text             NOT NULL,
    HostName     text             NOT NULL,
    Status       integer          NOT NULL, -- 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead
    ProxyPort    integer          NULL,     -- where it takes gateways' connections
    SuspectTimes text             NULL,
    StartTime    timestamptz      NOT NULL,
    IAmAliveTime timestamptz      NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

-- Which cluster serves a service's data, and the contract that its processes speak (ContractVersion). Two clusters on one service would each
-- have an owner for every grain.
CREATE TABLE IF NOT EXISTS ServiceCluster
(
    ServiceId text COLLATE "C" NOT NULL PRIMARY KEY,
    ClusterId text             NOT NULL,
    Contract  integer          NOT NULL
);
