DELETE FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection
    AND Id IN (SELECT value FROM json_array_elements_text(CAST(@Ids AS json)));
