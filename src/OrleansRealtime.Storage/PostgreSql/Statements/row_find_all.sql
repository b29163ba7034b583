-- The program adds the order (GrainRows.FindText).
-- An array, and not a set to join with: the rows are then sought by their ids and no others are read.
SELECT Id, Value, DueAt
FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
    AND Id = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Ids AS json))))
