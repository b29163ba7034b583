-- No condition on DueAt: with one, a database might walk the index of all rows that are due, whosever they are, instead of this collection's.
SELECT Id, Value, DueAt
FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
ORDER BY DueAt NULLS LAST, Id
LIMIT @Limit;
