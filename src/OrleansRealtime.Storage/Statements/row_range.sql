-- The program adds bounds, order and limit (GrainRows.RangeText): a bound that may be absent would keep the database from seeking to it.
SELECT Id, Value, DueAt
FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
