-- What every process of a service has to know and nobody else: the keys that seal user tokens, the API key for those who configured none.
CREATE TABLE IF NOT EXISTS SharedSecret
(
    ServiceId text COLLATE "C" NOT NULL,
    Name      text COLLATE "C" NOT NULL,
    Value     text             NOT NULL,
    MadeAt    bigint           NOT NULL,
    PRIMARY KEY (ServiceId, Name)
);
