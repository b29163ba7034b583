-- The program adds the order (GrainRows.FindText).
SELECT Id, Value, DueAt
FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
    AND Id IN (SELECT value FROM json_each(@Ids))
