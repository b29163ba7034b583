-- Kept for longer than anybody may hold an answer about access: a process that was frozen, or did not reach the database, hears of it when it is back.
WITH old AS
(
    DELETE FROM ForgottenAccess
    WHERE ServiceId = @ServiceId AND ForgottenAt < clock_timestamp() - interval '2 hours'
)
INSERT INTO ForgottenAccess (ServiceId, Workspace, UserId, Entity)
VALUES (@ServiceId, @Workspace, @UserId, @Entity);
