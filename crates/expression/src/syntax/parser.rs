//! The parser of conditions and values. Whatever is open waits on an explicit stack, so that thousands of opening
//! parentheses are an ordinary text.

use crate::condition::Comparator;
use crate::error::{ExpressionError, Kind, Span};

use super::names::{Form, Written};
use super::token::{Symbol, Tokens, Word};
use super::tree::{Id, Node, Shape, Sign, Tree};

/// Parses one expression into one tree.
#[derive(Debug)]
pub(crate) struct Parser<'t> {
    pub(crate) tokens: Tokens<'t>,
    nodes: Vec<Node<'t>>,
    redundant: Option<Span>,
}

/// What is open and waits for an operand or a condition.
#[derive(Debug)]
enum Open<'t> {
    /// `(`, and whether a condition may stand in it.
    Parenthesis {
        condition: bool,
        span: Span,
    },
    Not(Span),
    And(Id, Span),
    Or(Id, Span),
    Compare(Comparator, Id, Span),
    /// Waits for the lower bound.
    Between(Id, Span),
    /// Waits for the upper bound.
    BetweenAnd(Id, Id, Span),
    In(Id, Vec<Id>, Span),
    Call(&'t str, Vec<Id>, Span),
    Arithmetic(Sign, Id, Span),
}

/// What the parser is looking for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// A condition up to the end of the text.
    Condition,
    /// The right-hand side of a `SET`, up to whatever cannot belong to it.
    SetValue,
}

/// What was read last.
#[derive(Clone, Copy, Debug)]
enum Read {
    Operand(Id),
    Condition(Id),
}

impl<'t> Parser<'t> {
    pub(crate) fn new(kind: Kind, text: &'t str, tells_size: bool) -> Result<Parser<'t>, ExpressionError> {
        Ok(Parser {
            tokens: Tokens::new(kind, text, tells_size)?,
            nodes: Vec::with_capacity(8),
            redundant: None,
        })
    }

    pub(crate) fn finish(self, root: Id) -> Tree<'t> {
        Tree { nodes: self.nodes, root, redundant: self.redundant }
    }

    /// How many nodes there are by now.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A condition that goes on to the end of the text.
    pub(crate) fn condition(&mut self) -> Result<Id, ExpressionError> {
        self.run(Goal::Condition)
    }

    /// The right-hand side of a `SET`.
    pub(crate) fn set_value(&mut self) -> Result<Id, ExpressionError> {
        self.run(Goal::SetValue)
    }

    /// A document path.
    pub(crate) fn path(&mut self) -> Result<Id, ExpressionError> {
        let mut span = self.tokens.span();
        let mut elements = vec![self.path_name()?];
        loop {
            if self.tokens.take(Symbol::Dot) {
                let element = self.path_name()?;
                span.end = element.span.end;
                elements.push(element);
            } else if self.tokens.take(Symbol::OpenBracket) {
                let element =
                    Written { form: Form::Index, text: self.tokens.text(), span: self.tokens.span() };
                self.tokens.expect(Symbol::Number)?;
                span.end = self.tokens.span().end;
                self.tokens.expect(Symbol::CloseBracket)?;
                elements.push(element);
            } else {
                return Ok(self.add(Shape::Path(elements), span));
            }
        }
    }

    fn path_name(&mut self) -> Result<Written<'t>, ExpressionError> {
        let form = match self.tokens.symbol() {
            Symbol::Identifier => Form::Bare,
            Symbol::Name => Form::Placeholder,
            _ => return Err(self.tokens.error()),
        };
        let element = Written { form, text: self.tokens.text(), span: self.tokens.span() };
        self.tokens.advance();
        Ok(element)
    }

    /// A value placeholder.
    pub(crate) fn value(&mut self) -> Result<Id, ExpressionError> {
        let (text, span) = (self.tokens.text(), self.tokens.span());
        self.tokens.expect(Symbol::Value)?;
        Ok(self.add(Shape::Value(text), span))
    }

    fn add(&mut self, shape: Shape<'t>, span: Span) -> Id {
        self.nodes.push(Node { shape, span, parenthesised: false });
        self.nodes.len() - 1
    }

    fn run(&mut self, goal: Goal) -> Result<Id, ExpressionError> {
        let mut stack = Vec::new();
        'next: loop {
            let Some(mut read) = self.begin(goal, &mut stack)? else { continue };
            loop {
                match self.go_on(goal, &mut stack, read)? {
                    Step::Read(more) => read = more,
                    Step::Begin => continue 'next,
                    Step::Done(id) => return Ok(id),
                }
            }
        }
    }

    /// Reads where an operand or a condition begins; nothing is complete after an opening token.
    fn begin(&mut self, goal: Goal, stack: &mut Vec<Open<'t>>) -> Result<Option<Read>, ExpressionError> {
        let condition = waits_for_condition(goal, stack.last());
        let (text, span) = (self.tokens.text(), self.tokens.span());
        let open = match self.tokens.symbol() {
            Symbol::Open => Open::Parenthesis { condition, span },
            Symbol::Keyword(Word::Not) if condition => Open::Not(span),
            Symbol::Identifier if self.tokens.second() == Symbol::Open => {
                self.tokens.advance();
                Open::Call(text, Vec::new(), span)
            }
            Symbol::Value => return self.value().map(|id| Some(Read::Operand(id))),
            _ => return self.path().map(|id| Some(Read::Operand(id))),
        };
        self.tokens.advance();
        stack.push(open);
        Ok(None)
    }

    /// Reads what may follow something complete.
    fn go_on(&mut self, goal: Goal, stack: &mut Vec<Open<'t>>, read: Read) -> Result<Step, ExpressionError> {
        match read {
            Read::Operand(id) => self.after_operand(goal, stack, id),
            Read::Condition(id) => self.after_condition(stack, id),
        }
    }

    fn after_operand(
        &mut self,
        goal: Goal,
        stack: &mut Vec<Open<'t>>,
        id: Id,
    ) -> Result<Step, ExpressionError> {
        let (symbol, span) = (self.tokens.symbol(), self.tokens.span());
        if goal == Goal::SetValue
            && let Some(sign) = sign(symbol)
            && stack.iter().all(|open| matches!(open, Open::Parenthesis { .. }))
            && !matches!(self.nodes[id].shape, Shape::Arithmetic(..))
        {
            self.tokens.advance();
            stack.push(Open::Arithmetic(sign, id, span));
            return Ok(Step::Begin);
        }
        if waits_for_condition(goal, stack.last()) {
            let open = match symbol {
                Symbol::Keyword(Word::Between) => Open::Between(id, span),
                Symbol::Keyword(Word::In) => Open::In(id, Vec::new(), span),
                _ => match comparator(symbol) {
                    Some(comparator) => Open::Compare(comparator, id, span),
                    None => return self.operand_ends(goal, stack, id),
                },
            };
            self.tokens.advance();
            if matches!(open, Open::In(..)) {
                self.tokens.expect(Symbol::Open)?;
            }
            stack.push(open);
            return Ok(Step::Begin);
        }
        self.operand_ends(goal, stack, id)
    }

    /// An operand that no operator follows: gives it to what waits for it.
    fn operand_ends(
        &mut self,
        goal: Goal,
        stack: &mut Vec<Open<'t>>,
        id: Id,
    ) -> Result<Step, ExpressionError> {
        let symbol = self.tokens.symbol();
        let step = match stack.pop() {
            Some(Open::Parenthesis { span, .. }) if symbol == Symbol::Close => {
                self.close(id, span);
                Step::Read(Read::Operand(id))
            }
            Some(Open::Compare(comparator, left, span)) => {
                Step::condition(self.add(Shape::Compare(comparator, left, id), span))
            }
            Some(Open::Between(operand, span)) => {
                self.tokens.expect(Symbol::Keyword(Word::And))?;
                stack.push(Open::BetweenAnd(operand, id, span));
                Step::Begin
            }
            Some(Open::BetweenAnd(operand, low, span)) => {
                Step::condition(self.add(Shape::Between([operand, low, id]), span))
            }
            Some(Open::In(operand, mut list, span)) if symbol == Symbol::Comma => {
                self.tokens.advance();
                list.push(id);
                stack.push(Open::In(operand, list, span));
                Step::Begin
            }
            Some(Open::In(operand, mut list, span)) if symbol == Symbol::Close => {
                self.tokens.advance();
                list.push(id);
                Step::condition(self.add(Shape::In(operand, list), span))
            }
            Some(Open::Call(name, mut operands, span)) if symbol == Symbol::Comma => {
                self.tokens.advance();
                operands.push(id);
                stack.push(Open::Call(name, operands, span));
                Step::Begin
            }
            Some(Open::Call(name, mut operands, span)) if symbol == Symbol::Close => {
                self.tokens.advance();
                operands.push(id);
                Step::Read(Read::Operand(self.add(Shape::Call(name, operands), span)))
            }
            Some(Open::Arithmetic(sign, left, span)) => {
                Step::Read(Read::Operand(self.add(Shape::Arithmetic(sign, left, id), span)))
            }
            None if goal == Goal::SetValue => Step::Done(id),
            // A function may stand for a condition.
            open if matches!(self.nodes[id].shape, Shape::Call(..))
                && waits_for_condition(goal, open.as_ref()) =>
            {
                stack.extend(open);
                Step::condition(id)
            }
            _ => return Err(self.tokens.error()),
        };
        Ok(step)
    }

    fn after_condition(&mut self, stack: &mut Vec<Open<'t>>, id: Id) -> Result<Step, ExpressionError> {
        let (symbol, span) = (self.tokens.symbol(), self.tokens.span());
        // NOT binds closest, then AND, then OR.
        match stack.last() {
            Some(Open::Not(not)) => {
                let not = *not;
                stack.pop();
                return Ok(Step::condition(self.add(Shape::Not(id), not)));
            }
            Some(Open::And(left, and)) => {
                let (left, and) = (*left, *and);
                stack.pop();
                return Ok(Step::condition(self.add(Shape::And(left, id), and)));
            }
            Some(Open::Or(left, or)) if symbol != Symbol::Keyword(Word::And) => {
                let (left, or) = (*left, *or);
                stack.pop();
                return Ok(Step::condition(self.add(Shape::Or(left, id), or)));
            }
            _ => {}
        }
        match (symbol, stack.last()) {
            (Symbol::Keyword(Word::And), _) => {
                self.tokens.advance();
                stack.push(Open::And(id, span));
                Ok(Step::Begin)
            }
            (Symbol::Keyword(Word::Or), _) => {
                self.tokens.advance();
                stack.push(Open::Or(id, span));
                Ok(Step::Begin)
            }
            (Symbol::Close, Some(Open::Parenthesis { span, .. })) => {
                let span = *span;
                stack.pop();
                self.close(id, span);
                Ok(Step::condition(id))
            }
            (Symbol::End, None) => Ok(Step::Done(id)),
            _ => Err(self.tokens.error()),
        }
    }

    /// Takes a closing parenthesis.
    fn close(&mut self, id: Id, opening: Span) {
        self.tokens.advance();
        let node = &mut self.nodes[id];
        if node.parenthesised && self.redundant.is_none_or(|first| opening.start < first.start) {
            self.redundant = Some(opening);
        }
        node.parenthesised = true;
    }
}

/// What to do after a token.
enum Step {
    /// Something is complete: see what follows.
    Read(Read),
    /// An operator was read: its operand begins.
    Begin,
    /// The goal is reached.
    Done(Id),
}

impl Step {
    fn condition(id: Id) -> Step {
        Step::Read(Read::Condition(id))
    }
}

/// Whether a condition can stand directly in what is open.
fn waits_for_condition(goal: Goal, open: Option<&Open<'_>>) -> bool {
    goal == Goal::Condition
        && matches!(
            open,
            None | Some(
                Open::Parenthesis { condition: true, .. } | Open::Not(_) | Open::And(..) | Open::Or(..)
            )
        )
}

fn comparator(symbol: Symbol) -> Option<Comparator> {
    match symbol {
        Symbol::Equal => Some(Comparator::Eq),
        Symbol::NotEqual => Some(Comparator::Ne),
        Symbol::Less => Some(Comparator::Lt),
        Symbol::LessOrEqual => Some(Comparator::Le),
        Symbol::Greater => Some(Comparator::Gt),
        Symbol::GreaterOrEqual => Some(Comparator::Ge),
        _ => None,
    }
}

fn sign(symbol: Symbol) -> Option<Sign> {
    match symbol {
        Symbol::Plus => Some(Sign::Plus),
        Symbol::Minus => Some(Sign::Minus),
        _ => None,
    }
}
