-- Read from the index GrainRow_Followed alone, whose condition stands here word for word.
SELECT GrainKey, Collection
FROM GrainRow
WHERE ServiceId = @ServiceId AND Id = @Id AND GrainKey < @KeyBefore AND (GrainKey, Collection) > (@AfterKey, @AfterCollection)
    AND StateName = 'entity' AND Collection >= 'follower:' AND Collection < 'follower;'
ORDER BY GrainKey, Collection
LIMIT @Limit;
