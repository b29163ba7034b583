-- Never lowers the mark, and changes nothing where the database has another token. Nor where it has a lower mark than @Marked, which this process knows
-- it had, or none any more: it went back, and a new mark would hide that from all who look.
INSERT INTO Lineage (ServiceId, Token, Mark)
SELECT @ServiceId, @Token, @Mark
WHERE @Marked = 0 OR EXISTS (SELECT 1 FROM Lineage WHERE ServiceId = @ServiceId)
ON CONFLICT (ServiceId) DO UPDATE SET Mark = excluded.Mark WHERE Lineage.Mark < excluded.Mark AND Lineage.Token = excluded.Token AND Lineage.Mark >= @Marked;
