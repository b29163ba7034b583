import { people, personOf } from '../session/people.js';
import { piecesOf } from './mentions.js';

export const isTeam = (id: string): boolean => people.some((person) => person.id === id);

export function CommentText({ text }: { text: string }) {
  return (
    <p class="comment-text">
      {piecesOf(text, isTeam).map((piece) =>
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
