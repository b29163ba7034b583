-- Read from the index GrainRow_Named alone, whose condition stands here word for word.
SELECT GrainKey, Collection
FROM GrainRow
WHERE ServiceId = @ServiceId AND Id = @Id AND GrainKey < @KeyBefore AND (GrainKey, Collection) > (@AfterKey, @AfterCollection)
    AND StateName = 'entity' AND Collection >= 'named:' AND Collection < 'named;'
ORDER BY GrainKey, Collection
LIMIT @Limit;
