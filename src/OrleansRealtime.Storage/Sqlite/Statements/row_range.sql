-- The program adds bounds, order and limit (SqliteGrainRows.RangeText): a bound that may be absent would keep SQLite from seeking to it.
SELECT Id, Value, DueAt
FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
