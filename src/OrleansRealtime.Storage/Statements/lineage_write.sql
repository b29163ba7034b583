-- Never lower than it is, whoever writes it.
INSERT INTO Lineage (ServiceId, Token, Mark)
VALUES (@ServiceId, @Token, @Mark)
ON CONFLICT (ServiceId) DO UPDATE SET Token = excluded.Token, Mark = excluded.Mark WHERE Lineage.Mark < excluded.Mark;
