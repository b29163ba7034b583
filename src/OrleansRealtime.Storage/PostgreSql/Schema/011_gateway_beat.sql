-- When each gateway process last said that it lives, by the database's clock.
CREATE TABLE IF NOT EXISTS GatewayBeat
(
    ServiceId text COLLATE "C" NOT NULL,
    Gateway   text COLLATE "C" NOT NULL,
    BeatAt    timestamptz      NOT NULL,
    PRIMARY KEY (ServiceId, Gateway)
);
