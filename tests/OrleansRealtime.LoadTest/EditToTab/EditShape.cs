namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>Who edits what for whom.</summary>
/// <param name="Viewers">Of each entity, each on a connection of its own.</param>
/// <param name="Rate">Edits a second, of all entities together.</param>
internal sealed record EditShape(int Entities, int Viewers, int Rate);
