SELECT Token, Mark
FROM Lineage
WHERE ServiceId = @ServiceId;
