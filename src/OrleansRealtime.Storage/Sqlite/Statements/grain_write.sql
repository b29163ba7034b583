-- No version: the state must not exist yet. A version: the state must have it. It answers the new version, or no row, which Orleans takes for a
-- conflict. The rows of the commit follow in the same transaction (row_write.sql).
-- The parameters' names are those of Orleans' AdoNet storage; bytes become text, which the check at the start reads as JSON.
INSERT INTO GrainState (ServiceId, StateName, GrainKey, Version, Payload, ModifiedAt)
SELECT
    @ServiceId, @GrainTypeString, @GrainIdExtensionString, 1, CAST(@PayloadBinary AS TEXT),
    CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
WHERE @GrainStateVersion IS NULL OR EXISTS
(
    SELECT 1 FROM GrainState
    WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
)
ON CONFLICT (ServiceId, StateName, GrainKey) DO UPDATE
SET Version = GrainState.Version + 1, Payload = excluded.Payload, ModifiedAt = excluded.ModifiedAt
WHERE GrainState.Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion;
