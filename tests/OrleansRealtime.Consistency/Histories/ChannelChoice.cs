namespace OrleansRealtime.Consistency.Histories;

/// <summary>What somebody wants of the two channels; <c>null</c>: says nothing.</summary>
internal readonly record struct ChannelChoice(bool? Live, bool? Inbox);
