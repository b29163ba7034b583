using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Who is told what about a change to an entity. Pure.</summary>
internal static class EntityNotifications
{
    private const int MaxTitleLength = 200;
    private const int MaxBodyLength = 500;

    /// <summary>What a mutation that went through leaves to tell; <c>null</c> when nobody is to be told.</summary>
    /// <param name="number">The number of the entry, should there be one.</param>
    public static OutboxEntry? Of(
        EntityKey key,
        EntityRecord? before,
        EntityCommand command,
        EntityRules.Result result,
        AssigneeChange assignees,
        long number,
        DateTimeOffset now)
    {
        if (result.Effect == EntityEffect.Deleted) return OfDeletion(key, before!, command, number, now);
        if (command.Import.Quiet) return null;
        if (result is not { Effect: EntityEffect.Created or EntityEffect.Changed, Record: { } record }) return null;
        ImmutableArray<string> mentions = [.. (result.Comment?.Mentions ?? []).Where(user => user != command.Actor).Distinct()];
        ImmutableArray<string> assigned = [.. assignees.New.Where(user => user != command.Actor)];
        // Those who follow only from now on are the author, or among the assigned.
        if (record.Followers == 0 && mentions.IsEmpty && assigned.IsEmpty) return null;
        ImmutableArray<string> fields = [.. (result.Change?.Fields.Values.Keys ?? []).Order(StringComparer.Ordinal)];
        return new(
            number,
            record.Epoch,
            result.Comment is null ? NotificationKinds.Changed : NotificationKinds.Commented,
            command.Actor is { } actor ? [actor] : [],
            Anonymous: command.Actor is null,
            TitleOf(key, record.Fields),
            fields,
            result.Comment is { } comment ? Texts.Shorten(comment.Text, MaxBodyLength) : null,
            mentions,
            now)
        {
            Assigned = assigned,
            Assignees = assignees.All,
            Data = ChangeFacts.Of(before?.Fields, record.Fields, fields, result.Comment),
        };
    }

    // Nobody has anything of an entity that never told anything. A quiet deletion tells nobody anything new, but what was told before says that
    // the entity is gone.
    private static OutboxEntry? OfDeletion(EntityKey key, EntityRecord before, EntityCommand command, long number, DateTimeOffset now) =>
        before.Outbox == 0 && (before.Followers == 0 || command.Import.Quiet) ? null : new(
            number,
            before.Epoch,
            NotificationKinds.Deleted,
            command.Actor is { } actor ? [actor] : [],
            Anonymous: command.Actor is null,
            TitleOf(key, before.Fields),
            Fields: [],
            Text: null,
            Mentions: [],
            now)
        {
            Quiet = command.Import.Quiet,
        };

    /// <summary>What one user is told; <c>null</c> = nothing, as it was all their own doing.</summary>
    public static Notification? For(EntityKey key, OutboxEntry entry, string user)
    {
        if (entry.For(user) is not { } told) return entry.Kind == NotificationKinds.Deleted ? ForWhoDeleted(key, entry, user) : null;
        var latest = told.Changes.FirstOrDefault();
        return new(
            Source: $"{key}@{entry.Epoch}",
            entry.Number,
            Id: IdOf(entry.Epoch, entry.Number),
            told.Kind,
            told.Reason,
            latest?.Title ?? entry.Title,
            latest?.Text ?? Describe([.. told.Changes.SelectMany(change => change.Fields).Distinct()]),
            Link: null,
            latest is null ? entry.Data : latest.Data,
            new EntityRef(key.Type, key.Id),
            told.Authors,
            latest?.At ?? entry.At,
            entry.Quiet ? DecisionRules.Quiet : null)
        {
            Count = (int)Math.Min(told.Count, int.MaxValue),
            Life = entry.Epoch,
            EndsLife = entry.Kind == NotificationKinds.Deleted,
            Changes = told.Count > 1 ? [.. told.Changes.Select(change => ChangeOf(entry.Epoch, change))] : null,
        };
    }

    /// <summary>Who did it is not told of it, and has items that are to say so.</summary>
    private static Notification? ForWhoDeleted(EntityKey key, OutboxEntry entry, string user) => For(key, entry with { Anonymous = true }, user) is { } told
        ? told with { Withheld = DecisionRules.Author }
        : null;

    private static InboxChange ChangeOf(string epoch, OwedChange change) => new(
        IdOf(epoch, change.Number),
        change.Title,
        change.Text ?? Describe(change.Fields),
        change.Author is { } author ? [author] : [],
        change.At,
        Data: change.Data);

    private static string IdOf(string epoch, long number) => $"{epoch}-{number}";

    private static string TitleOf(EntityKey key, JsonFields fields)
    {
        // The text of a JSON string starts with a quote; a title of another kind is none.
        var title = fields["title"] is ['"', ..] and var json ? JsonSerializer.Deserialize<string>(json) : null;
        return string.IsNullOrWhiteSpace(title) ? $"{key.Type}/{key.Id}" : Texts.Shorten(title, MaxTitleLength);
    }

    /// <summary>Of a new entity there is nothing to say that its title does not.</summary>
    private static string? Describe(ImmutableArray<string> fields) => fields.Length switch
    {
        0 => null,
        <= ChangeFacts.MaxFields => $"{string.Join(", ", fields)} changed",
        _ => $"{string.Join(", ", fields.Take(ChangeFacts.MaxFields))} and {fields.Length - ChangeFacts.MaxFields} more changed",
    };
}
