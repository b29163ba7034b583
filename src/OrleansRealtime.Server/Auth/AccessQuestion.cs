namespace OrleansRealtime.Server.Auth;

/// <summary>What the application is asked: what this user may do to this entity.</summary>
internal readonly record struct AccessQuestion(string Workspace, string User, string Type, string Id);
