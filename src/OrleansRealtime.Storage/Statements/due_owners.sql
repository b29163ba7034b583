-- Read from the index GrainRow_Due alone.
SELECT StateName, GrainKey
FROM GrainRow
WHERE ServiceId = @ServiceId AND DueAt IS NOT NULL AND DueAt <= @Now
GROUP BY StateName, GrainKey
ORDER BY min(DueAt), StateName, GrainKey
LIMIT @Limit;
