-- Answers about access that no process may go on to remember. Every process reads what is new here once a second. A row stays for longer than anybody
-- remembers an answer, for those that could not read it at once.
CREATE TABLE IF NOT EXISTS ForgottenAccess
(
    Id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ServiceId   text COLLATE "C" NOT NULL,
    Workspace   text             NOT NULL,
    UserId      text             NOT NULL,
    Entity      text             NULL, -- "type/id"; NULL: all that the user may see
    ForgottenAt timestamptz      NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX IF NOT EXISTS ForgottenAccess_At ON ForgottenAccess (ServiceId, ForgottenAt);
