-- As row_oldest.sql from its other end, but for the rows that are never due, which are last here, too.
SELECT Id, Value, DueAt
FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
ORDER BY DueAt DESC NULLS LAST, Id
LIMIT @Limit;
