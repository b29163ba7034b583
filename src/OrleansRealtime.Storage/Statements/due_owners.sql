-- Read from the index GrainRow_Due alone.
SELECT StateName, GrainKey, min(DueAt)
FROM GrainRow
WHERE ServiceId = @ServiceId AND DueAt IS NOT NULL AND DueAt <= @Now
GROUP BY StateName, GrainKey
HAVING (min(DueAt), StateName, GrainKey) > (@AfterDueAt, @AfterStateName, @AfterGrainKey)
ORDER BY min(DueAt), StateName, GrainKey
LIMIT @Limit;
