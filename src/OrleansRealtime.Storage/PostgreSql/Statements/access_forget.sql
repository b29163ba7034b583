WITH old AS
(
    DELETE FROM ForgottenAccess
    WHERE ServiceId = @ServiceId AND ForgottenAt < clock_timestamp() - interval '1 minute'
)
INSERT INTO ForgottenAccess (ServiceId, Workspace, UserId, Entity)
VALUES (@ServiceId, @Workspace, @UserId, @Entity);
