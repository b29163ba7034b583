-- Reading is claiming: the version goes up, so that a commit of whoever held the grain before is refused, and one that is on its way is waited
-- for and seen. Always, not only when somebody else had it: nobody knows who did. The payload is not touched, so neither are the rows (Schema/004).
-- A version that can go no further stays, so that the state can still be read. A state that is not there is not claimed: the first of two first
-- writes wins by the primary key. A cleared state has a version and no payload.
UPDATE GrainState
SET Version = LEAST(Version, 2147483646) + 1
WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
RETURNING convert_to(Payload, 'UTF8') AS PayloadBinary, Version;
