using System.Runtime.CompilerServices;
using OrleansRealtime.Client.Access;
using OrleansRealtime.Client.Comments;
using OrleansRealtime.Client.Credentials;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Client.Followers;
using OrleansRealtime.Client.Inbox;
using OrleansRealtime.Client.Notifications;
using OrleansRealtime.Client.Preferences;
using OrleansRealtime.Client.Presence;
using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client;

/// <summary>
/// One workspace of the platform, as a server with its API key or a user with a token has it. Safe for any number of threads. Every
/// mutation has an idempotency key of its own and is tried again under it after 429, 502 to 504, lost connections and timeouts, for
/// <see cref="RealtimeClientOptions.RetryFor"/>: it takes effect once. What the platform refuses is a <see cref="RealtimeException"/>.
/// </summary>
public sealed class RealtimeClient
{
    private readonly ClientParts _parts;
    private readonly string? _user;
    private readonly TokenSource? _tokens;
    private readonly RestCaller _rest;
    private readonly EntityCaller _entities;

    internal RealtimeClient(ClientParts parts, string? user = null)
    {
        (_parts, _user) = (parts, user);
        _tokens = UserTokens(parts, user);
        _rest = parts.Rest((ICredentials?)parts.Key ?? _tokens!, user);
        _entities = new(_rest, parts.Options.Json);
        Comments = new(_rest);
        Followers = new(_rest);
        Notifications = new(_rest, parts.Options.Json);
        Access = new(_rest);
        Presence = new(_rest);
        Explanations = new(_rest);
        var own = parts.Rest(_tokens ?? (ICredentials)new NoUser());
        (Inbox, Preferences) = (new(own), new(own));
    }

    public CommentCaller Comments { get; }

    public FollowerCaller Followers { get; }

    /// <summary>With an API key only.</summary>
    public NotificationCaller Notifications { get; }

    /// <summary>With an API key only.</summary>
    public AccessCaller Access { get; }

    /// <summary>The inbox of the client's user; an API key names one with <see cref="For"/>.</summary>
    public InboxCaller Inbox { get; }

    /// <summary>What the client's user wants to be told of; an API key names one with <see cref="For"/>.</summary>
    public PreferencesCaller Preferences { get; }

    public PresenceCaller Presence { get; }

    public ExplanationCaller Explanations { get; }

    /// <summary>The same workspace with the API key, for a user: who is the author of what is changed, and whose inbox it is.
    /// The application is asked what the user may see when something is watched. It is not asked about calls that read and change: a server's are
    /// believed.</summary>
    /// <exception cref="InvalidOperationException">The client goes by a user's token already.</exception>
    /// <exception cref="RealtimeException"><see cref="ErrorCodes.BadUser"/></exception>
    public RealtimeClient For(string user)
    {
        RequestPath.OfUser(user);
        return _parts.Key is not null ? new(_parts, user) : throw new InvalidOperationException("A user's token is for no other user: For is for clients with an API key.");
    }

    /// <summary>Gets a token for a user, with an API key. It is good for one user, and may be given to that user's browser.</summary>
    /// <param name="name">What others see.</param>
    /// <param name="lifetime">1 s to 30 days; usually 1 h.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<RealtimeToken> IssueTokenAsync(string user, string? name = null, TimeSpan? lifetime = null, CancellationToken cancellation = default) =>
        IssueTokenAsync(_rest, user, name, lifetime, cancellation);

    /// <summary>Reads an entity.</summary>
    /// <typeparam name="T">What its fields become.</typeparam>
    /// <returns><c>null</c>: it is not there.</returns>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    /// <exception cref="System.Text.Json.JsonException">The fields are not such as <typeparamref name="T"/> has them; also of all that follow.</exception>
    public Task<Entity<T>?> GetAsync<T>(EntityRef entity, CancellationToken cancellation = default) => _entities.GetAsync<T>(entity, cancellation);

    /// <summary>Creates an entity that is not there yet; otherwise fails with <see cref="ErrorCodes.PositionConflict"/>.</summary>
    /// <param name="fields">Members that are <c>null</c> are not there.</param>
    /// <param name="idempotencyKey">Drawn when absent.</param>
    /// <returns>The entity as it was created, or as it is by now where an answer was lost; so are the others.</returns>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<Entity<T>> CreateAsync<T>(EntityRef entity, T fields, string? idempotencyKey = null, CancellationToken cancellation = default)
        where T : notnull =>
        _entities.CreateAsync(entity, fields, idempotencyKey, cancellation);

    /// <summary>Creates an entity or replaces all its fields.</summary>
    /// <param name="fields">Members that are <c>null</c> are not there.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<Entity<T>> PutAsync<T>(EntityRef entity, T fields, MutationOptions? options = null, CancellationToken cancellation = default)
        where T : notnull =>
        _entities.PutAsync(entity, fields, options, cancellation);

    /// <summary>Changes the fields that the patch names, and no others.</summary>
    /// <param name="patch">What becomes a JSON merge patch (RFC 7396): an anonymous object, a <c>JsonObject</c>, any type whose members are all
    /// meant. A member that is <c>null</c> takes the field away.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<Entity<T>> PatchAsync<T>(EntityRef entity, object patch, MutationOptions? options = null, CancellationToken cancellation = default) =>
        _entities.PatchAsync<T>(entity, patch, options, cancellation);

    /// <summary>Deletes an entity.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task DeleteAsync(EntityRef entity, MutationOptions? options = null, CancellationToken cancellation = default) =>
        _entities.DeleteAsync(entity, options, cancellation);

    /// <summary>Applies many mutations, each by itself.</summary>
    /// <param name="operations">At most 500, of 1 MiB in all.</param>
    /// <param name="idempotencyKey">Drawn when absent; operation <c>i</c>, counting from 0, has <c>key#i</c>.</param>
    /// <returns>One result each, in order.</returns>
    /// <exception cref="RealtimeException">The platform refused the whole of it, or did not answer in time.</exception>
    public Task<IReadOnlyList<BatchResult>> BatchAsync(
        IEnumerable<BatchOperation> operations, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _entities.BatchAsync(operations, idempotencyKey, cancellation);

    /// <summary>
    /// Watches an entity as the client's user; an API key names one with <see cref="For"/>. The first view comes as soon as the platform has
    /// said how the entity is, and each change makes another; of those that come faster than they are read only the newest is kept. Views of
    /// one life of the entity never go back, but where the platform itself was put back. All watches of one user share a connection, which
    /// comes back by itself: until then what is shown is <see cref="ViewStatus.Stale"/>.
    /// </summary>
    /// <exception cref="RealtimeException">While reading: the platform said not to come back, refused the client's credentials, or there are
    /// too many watches or connections.</exception>
    /// <exception cref="OperationCanceledException">While reading: it was cancelled.</exception>
    public IAsyncEnumerable<EntityView<T>> WatchAsync<T>(EntityRef entity, CancellationToken cancellation = default)
    {
        RequestPath.Of(entity);
        return ReadAsync(_tokens ?? throw NoUser.Failure, cancellation);

        async IAsyncEnumerable<EntityView<T>> ReadAsync(TokenSource tokens, [EnumeratorCancellation] CancellationToken stop)
        {
            using var lease = _parts.Connect(_user, tokens);
            using var views = lease.Connection.Watches.Open(entity);
            await foreach (var view in views.ReadAsync(stop)) yield return view.As<T>(_parts.Options.Json);
        }
    }

    /// <summary>Keeps up the inbox of the client's user, over the same connection: each time it has changed it is read anew, at the reader's
    /// pace.</summary>
    /// <param name="query">Which items; usually the newest 50 that are neither archived nor snoozed.</param>
    /// <exception cref="RealtimeException">While reading, as of <see cref="WatchAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">While reading: it was cancelled.</exception>
    public IAsyncEnumerable<InboxView> InboxAsync(InboxQuery? query = null, CancellationToken cancellation = default)
    {
        return ReadAsync(_tokens ?? throw NoUser.Failure, cancellation);

        async IAsyncEnumerable<InboxView> ReadAsync(TokenSource tokens, [EnumeratorCancellation] CancellationToken stop)
        {
            using var lease = _parts.Connect(_user, tokens);
            var follower = new InboxFollower(Inbox, lease.Connection.Bell, _parts.Backoff, _parts.Time);
            await foreach (var view in follower.ReadAsync(query, stop)) yield return view;
        }
    }

    /// <summary>Follows what the bell of the client's user shows, over the same connection. Badges only go forward; a slow reader gets the
    /// newest.</summary>
    /// <exception cref="RealtimeException">While reading, as of <see cref="WatchAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">While reading: it was cancelled.</exception>
    public IAsyncEnumerable<Badge> BadgeAsync(CancellationToken cancellation = default)
    {
        return ReadAsync(_tokens ?? throw NoUser.Failure, cancellation);

        async IAsyncEnumerable<Badge> ReadAsync(TokenSource tokens, [EnumeratorCancellation] CancellationToken stop)
        {
            using var lease = _parts.Connect(_user, tokens);
            using var badges = lease.Connection.Bell.Badges.Open();
            await foreach (var badge in badges.ReadAsync(stop)) yield return badge;
        }
    }

    private static TokenSource? UserTokens(ClientParts parts, string? user) => parts switch
    {
        { Tokens: { } tokens } => tokens,
        { Key: { } key } when user is not null =>
            new(async cancellation => await IssueTokenAsync(parts.Rest(key), user, null, null, cancellation), parts.Time),
        _ => null,
    };

    private static Task<RealtimeToken> IssueTokenAsync(RestCaller rest, string user, string? name, TimeSpan? lifetime, CancellationToken cancellation)
    {
        RequestPath.OfUser(user);
        var body = new { user, name, ttlSeconds = (long?)lifetime?.TotalSeconds };
        return rest.SendAsync<RealtimeToken>(RestCall.Mutate(HttpMethod.Post, "tokens", body), cancellation);
    }
}
