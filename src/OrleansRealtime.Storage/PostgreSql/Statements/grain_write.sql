-- One statement is one transaction. No version: the state must not exist yet. A version: the state must have it. It answers the new version, or no
-- row, which Orleans takes for a conflict; of two first writes at once the second waits for the first and then finds its version.
-- The parameters' names are those of Orleans' AdoNet storage.
INSERT INTO GrainState (ServiceId, StateName, GrainKey, Version, Payload, ModifiedAt)
SELECT
    @ServiceId, @GrainTypeString, @GrainIdExtensionString, 1, convert_from(@PayloadBinary, 'UTF8'),
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint
WHERE CAST(@GrainStateVersion AS integer) IS NULL OR EXISTS
(
    SELECT 1 FROM GrainState
    WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
)
ON CONFLICT (ServiceId, StateName, GrainKey) DO UPDATE
SET Version = GrainState.Version + 1, Payload = excluded.Payload, ModifiedAt = excluded.ModifiedAt
WHERE GrainState.Version = CAST(@GrainStateVersion AS integer)
RETURNING Version AS NewGrainStateVersion;
