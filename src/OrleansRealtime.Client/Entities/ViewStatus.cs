namespace OrleansRealtime.Client.Entities;

/// <summary>How far what a watch shows can be trusted.</summary>
public enum ViewStatus
{
    /// <summary>The entity as it is.</summary>
    Fresh,

    /// <summary>The entity as it was when the server was last heard. A new connection is being tried; or, where there is a code, the server cannot
    /// follow the entity just now, and is asked again.</summary>
    Stale,

    /// <summary>The entity was deleted, or never was. It is shown when it is created.</summary>
    Absent,

    /// <summary>The user may not see it. It is asked for again now and then, and shown when access is given back.</summary>
    Denied,
}
