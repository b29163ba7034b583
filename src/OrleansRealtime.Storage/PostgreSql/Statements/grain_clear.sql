-- The version goes on, so that whoever still holds the old one is refused. The rows stay: keys and outbox entries outlive the state.
UPDATE GrainState
SET Version = Version + 1, Payload = NULL, ModifiedAt = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
    AND Version = CAST(@GrainStateVersion AS integer)
RETURNING Version AS NewGrainStateVersion;
