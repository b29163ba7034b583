import { people, personOf } from '../session/people.js';
import { piecesOf } from './mentions.js';

export const team = people.map(({ id }) => id);

export function CommentText({ text }: { text: string }) {
  return (
    <p class="comment-text">
      {piecesOf(text, team).map((piece) =>
        piece.user ? (
          <span class="mention" title={personOf(piece.user).name}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}
