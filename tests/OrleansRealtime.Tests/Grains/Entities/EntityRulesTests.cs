using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Grains.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

public class EntityRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly Position Life = new("life", 1);

    [Fact]
    public void Putting_creates_what_is_not_there_at_version_1()
    {
        var result = Apply(null, Put("""{"a":1}"""));

        Assert.Equal(EntityEffect.Created, result.Effect);
        Assert.Equal(Life, result.Record!.Position());
        Assert.Null(result.Change);
    }

    [Fact]
    public void Each_change_is_one_version_and_names_what_changed()
    {
        var result = Apply(Created(), Patch("""{"a":2}"""));

        Assert.Equal(new("life", 2), result.Record!.Position());
        Assert.Equal("""{"a":2}""", result.Change!.Fields.ToString());
        Assert.Equal((1, 2), (result.Change.From, result.Change.Version));
    }

    [Fact]
    public void A_mutation_that_changes_nothing_leaves_the_position()
    {
        var result = Apply(Created(), Patch("""{"a":1,"b":null}"""));

        Assert.Equal(EntityEffect.Unchanged, result.Effect);
        Assert.Equal(Life, result.Record!.Position());
    }

    [Fact]
    public void Deleting_leaves_a_tombstone_one_version_on_and_creating_again_is_another_life()
    {
        var tombstone = Apply(Created(), new DeleteEntity()).Record!;
        var again = Apply(tombstone, Put("{}"), life: new("other", 1));

        Assert.True(tombstone.Deleted);
        Assert.Equal(new("life", 2), tombstone.Position());
        Assert.Equal(new("other", 1), again.Record!.Position());
    }

    [Theory]
    [InlineData(typeof(PatchFields))]
    [InlineData(typeof(DeleteEntity))]
    [InlineData(typeof(AddComment))]
    public void What_is_not_there_cannot_be_changed(Type mutation)
    {
        EntityMutation change = mutation == typeof(PatchFields) ? Patch("{}") : mutation == typeof(DeleteEntity) ? new DeleteEntity() : new AddComment("x", []);

        Assert.Equal(ProblemCodes.NotFound, Apply(null, change).Error);
        Assert.Equal(ProblemCodes.PositionConflict, Apply(null, change, new(At: Life)).Error);
        Assert.Equal(ProblemCodes.PositionConflict, Apply(null, change, new(MustExist: true)).Error);
    }

    [Fact]
    public void Preconditions_hold_the_caller_to_what_it_saw()
    {
        var entity = Apply(Created(), Patch("""{"a":2}""")).Record;

        Assert.Null(Apply(entity, Patch("""{"a":3}"""), new(At: new Position("life", 2))).Error);
        Assert.Equal(ProblemCodes.PositionConflict, Apply(entity, Patch("""{"a":3}"""), new(At: Life)).Error);
        Assert.Equal(ProblemCodes.PositionConflict, Apply(entity, Patch("""{"a":3}"""), new(At: new Position("other", 2))).Error);
        Assert.Equal(ProblemCodes.PositionConflict, Apply(entity, Put("{}"), new(MustNotExist: true)).Error);
        Assert.Null(Apply(null, Put("{}"), new(MustNotExist: true)).Error);
    }

    [Fact]
    public void A_comment_is_a_version_without_fields()
    {
        var result = Apply(Created(), new AddComment("hello", ["bo"]), actor: "ana");

        Assert.Equal(new(1, "hello", result.Comment!.Mentions, "ana", Now), result.Comment);
        Assert.Equal(["bo"], result.Comment.Mentions);
        Assert.Equal(1, result.Change!.Comments);
        Assert.Equal(0, result.Change.Fields.Count);
        Assert.Equal(2, result.Record!.Version);
    }

    [Fact]
    public void Bounds_refuse_what_would_grow_past_them_and_let_it_shrink()
    {
        var limits = new EntityLimits { MaxFields = 2, MaxBytes = 1_024 };
        var crowded = Created() with { Fields = JsonFields.Parse("""{"a":1,"b":2,"c":3}""") };

        Assert.Equal(ProblemCodes.TooManyFields, Apply(Created(), Patch("""{"b":1,"c":2}"""), limits: limits).Error);
        Assert.Equal(ProblemCodes.EntityTooLarge, Apply(Created(), Patch($$"""{"b":"{{new string('x', 1_024)}}"}"""), limits: limits).Error);
        Assert.Null(Apply(crowded, Patch("""{"c":null}"""), limits: new() { MaxFields = 1 }).Error);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_take_the_entity_with_it()
    {
        var later = Created() with { UpdatedAt = Now.AddHours(1) };

        Assert.Equal(later.UpdatedAt, Apply(later, Patch("""{"a":2}""")).Record!.UpdatedAt);
    }

    private static EntityRecord Created() => Apply(null, Put("""{"a":1}""")).Record!;

    private static PutFields Put(string json) => new(JsonFields.Parse(json));

    private static PatchFields Patch(string json) => new(JsonFields.Parse(json));

    private static EntityRules.Result Apply(
        EntityRecord? record,
        EntityMutation mutation,
        Precondition? condition = null,
        string? actor = null,
        Position? life = null,
        EntityLimits? limits = null) =>
        EntityRules.Apply(record, new(mutation, condition ?? Precondition.None, null, actor), () => life ?? Life, Now, limits ?? new());
}
