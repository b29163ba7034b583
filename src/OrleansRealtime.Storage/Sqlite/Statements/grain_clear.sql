-- The version goes on, so that whoever still holds the old one is refused. The rows stay: keys and outbox entries outlive the state.
UPDATE GrainState
SET Version = Version + 1, Payload = NULL, ModifiedAt = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion;
