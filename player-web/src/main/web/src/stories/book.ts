// The stories of a recording, loaded page by page in the order in which they were certain.
import type { StoryPage } from '../api';
import { loadPages, type Loading, type PagePorts, type Taken } from '../player/loader';

/** What a browser tab holds of one recording; more is for the export and the command line. */
export const MOST_STORIES = 50_000;
const MOST_CHARACTERS = 64 * 1024 * 1024;

export class StoryBook<Story> {
  /** Changes whenever something is added. */
  version = 0;
  loading: Loading = { kind: 'loading' };
  live = false;

  private told: Story[] = [];
  private running: Story[] = [];
  private characters = 0;

  constructor(
    private readonly numberOf: (story: Story) => number,
    private readonly charactersOf: (story: Story) => number,
  ) {}

  /** All that is known, in the order in which it began. */
  stories(): Story[] {
    return [...this.told, ...this.running].sort((first, second) => this.numberOf(first) - this.numberOf(second));
  }

  load(ports: PagePorts<StoryPage<Story>>, changed: () => void, signal: AbortSignal): Promise<void> {
    return loadPages(
      ports,
      (page) => this.take(page),
      (loading) => {
        this.loading = loading;
        changed();
      },
      signal,
    );
  }

  private take(page: StoryPage<Story>): Taken {
    this.told.push(...page.told);
    this.running = page.running;
    this.live = page.live;
    this.characters += page.told.reduce((sum, story) => sum + this.charactersOf(story), 0);
    this.version++;
    if (this.told.length > MOST_STORIES || this.characters > MOST_CHARACTERS) {
      return 'full';
    }
    return page.told.length === 0 ? 'nothing' : 'more';
  }
}
