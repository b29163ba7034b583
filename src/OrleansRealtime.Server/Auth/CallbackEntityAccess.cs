using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Auth;

/// <summary>Asks the application's own back end: POST {"workspace","user","type","id"} → {"access":"none|read|write"}. An answer is good for
/// a while; no answer is no answer, and throws.</summary>
internal sealed class CallbackEntityAccess(IHttpClientFactory clients, IOptions<AccessOptions> options, TimeProvider time) : IEntityAccess
{
    public const string Client = "entity-access";

    private readonly Uri _url = new(options.Value.CallbackUrl!);
    private readonly ExpiringCache<Question, EntityAccess> _answers = new(options.Value.CacheFor, options.Value.MaxCached, time);

    public ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken) =>
        new(_answers.GetAsync(new(entity.Workspace, user, entity.Type, entity.Id), AskAsync, cancellationToken));

    public void Forget(string workspace, string user, EntityKey? entity)
    {
        if (entity is { } one) _answers.Remove(new(workspace, user, one.Type, one.Id));
        else _answers.RemoveWhere(question => question.Workspace == workspace && question.User == user);
    }

    // Ends with the client's timeout: several may wait for the answer.
    private async Task<EntityAccess> AskAsync(Question question)
    {
        using var client = clients.CreateClient(Client);
        using var response = await client.PostAsJsonAsync(_url, question, WireJson.Options);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<Answer>(WireJson.Options);
        return answer?.Access ?? throw new HttpRequestException("The access callback answered without 'access'.");
    }

    private readonly record struct Question(string Workspace, string User, string Type, string Id);

    private sealed record Answer([property: JsonRequired] EntityAccess Access);
}
