import { personOf } from '../session/people.js';
import { Avatar } from '../ui/Avatar.js';
import { TimeAgo } from '../ui/TimeAgo.js';
import { CommentText } from './CommentText.js';
import type { Comments } from './useComments.js';

export function CommentList({ items, earlier, loadEarlier }: Comments) {
  return (
    <>
      {earlier > 0 && (
        <button class="link" onClick={loadEarlier}>
          Show earlier comments ({earlier})
        </button>
      )}
      <ol class="comments" data-testid="comments">
        {items.map(({ id, author, text, createdAt }) => (
          <li key={id} class="comment" data-testid={`comment-${id}`}>
            <Avatar user={author} size={26} decorative />
            <div>
              <header>
                <strong>{author ? personOf(author).name : 'A service'}</strong> <TimeAgo at={createdAt} />
              </header>
              <CommentText text={text} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
