/** Keeps a fault in one part of the page from taking the rest with it. */
import type { ReactNode } from "react";
import { Component } from "react";

interface Props {
  children: ReactNode;
  broken: (tryAgain: () => void) => ReactNode;
}

export class Boundary extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.broken(this.tryAgain) : this.props.children;
  }

  private readonly tryAgain = (): void => {
    this.setState({ isBroken: false });
  };
}
