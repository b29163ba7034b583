using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Auth;

/// <summary>Asks the application's own back end: POST {"workspace","user","type","id"} → {"access":"none|read|write"}, or, of many, with
/// "questions":[…] beside the first one's members → {"answers":[…]}. An answer is good for a while; no answer is no answer, and throws.</summary>
internal sealed class CallbackEntityAccess : IEntityAccess
{
    public const string Client = "entity-access";

    private readonly IHttpClientFactory _clients;
    private readonly Uri _url;
    private readonly ExpiringCache<AccessQuestion, EntityAccess> _answers;
    private readonly AccessQuestions _questions;
    private readonly AccessHealth _health;

    public CallbackEntityAccess(IHttpClientFactory clients, IOptions<AccessOptions> options, AccessHealth health, TimeProvider time)
    {
        var access = options.Value;
        _clients = clients;
        _health = health;
        _url = new(access.CallbackUrl!);
        _answers = new(access.CacheFor, access.MaxCached, time);
        _questions = new(SendAsync, access.Timeout, access.MaxCached, time);
    }

    public ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken) =>
        new(_answers.GetAsync(new(entity.Workspace, user, entity.Type, entity.Id), _questions.AskAsync, cancellationToken));

    public void Forget(string workspace, string user, EntityKey? entity)
    {
        if (entity is { } one) _answers.Remove(new(workspace, user, one.Type, one.Id));
        else _answers.RemoveWhere(question => question.Workspace == workspace && question.User == user);
    }

    private async Task<IReadOnlyList<EntityAccess>> SendAsync(IReadOnlyList<AccessQuestion> questions)
    {
        try
        {
            var answers = await PostAsync(questions);
            _health.Answered();
            return answers;
        }
        catch
        {
            _health.Failed();
            throw;
        }
    }

    // Ends with the client's timeout: several may wait for the answer.
    private async Task<IReadOnlyList<EntityAccess>> PostAsync(IReadOnlyList<AccessQuestion> questions)
    {
        using var client = _clients.CreateClient(Client);
        var first = questions[0];
        var body = new Request(first.Workspace, first.User, first.Type, first.Id, questions.Count > 1 ? questions : null);
        using var response = await client.PostAsJsonAsync(_url, body, WireJson.Options);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<Answer>(WireJson.Options);
        if (answer?.Answers is { } all && questions.Count > 1)
        {
            return all.Length == questions.Count
                ? all
                : throw new HttpRequestException($"The access callback gave {all.Length} answers to {questions.Count} questions.");
        }

        return [answer?.Access ?? throw new HttpRequestException("The access callback answered without 'access'.")];
    }

    private sealed record Request(
        string Workspace,
        string User,
        string Type,
        string Id,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AccessQuestion>? Questions);

    private sealed record Answer(EntityAccess? Access, EntityAccess[]? Answers);
}
